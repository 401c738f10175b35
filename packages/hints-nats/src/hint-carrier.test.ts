import type { NatsConnection } from "@nats-io/transport-node";
import { describe, expect, it, vi } from "vitest";
import { createNatsHints } from "./hint-carrier.ts";
import { connectTo, join, subject, told } from "./join.fixture.ts";
import { servers } from "./servers.fixture.ts";

/** Counts what is published. */
async function observe(connection: NatsConnection): Promise<{ readonly published: number }> {
  const seen = { published: 0 };
  connection.subscribe(subject, {
    callback: () => {
      seen.published += 1;
    },
  });
  await connection.flush();
  return seen;
}

for (const { name, missing, start } of servers) {
  describe.skipIf(missing !== undefined)(`hints over ${name}`, () => {
    it("reach every other instance, and not the one that sends them", async () => {
      await using server = await start();
      await using sender = await join(server);
      await using one = await join(server);
      await using another = await join(server);
      const [own, first, second] = [vi.fn(), vi.fn(), vi.fn()];
      sender.hints.onHint(own);
      one.hints.onHint(first);
      another.hints.onHint(second);
      sender.hints.send();
      await vi.waitFor(() => expect(first).toHaveBeenCalledTimes(1));
      await vi.waitFor(() => expect(second).toHaveBeenCalledTimes(1));
      // The echo would have come before the answer.
      await sender.connection.flush();
      expect(own).not.toHaveBeenCalled();
    });

    it("reach another carrier on the same connection", async () => {
      await using server = await start();
      await using sender = await join(server);
      await using another = await join(server, { connection: sender.connection });
      const listener = vi.fn();
      another.hints.onHint(listener);
      sender.hints.send();
      await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1));
    });

    it("stay on their subject", async () => {
      await using server = await start();
      await using sender = await join(server, { subject: "others.hints" });
      await using one = await join(server);
      const listener = vi.fn();
      one.hints.onHint(listener);
      sender.hints.send();
      await sender.connection.flush();
      await one.connection.flush();
      expect(listener).not.toHaveBeenCalled();
    });

    it("call back a function as often as it listens, until it stops", async () => {
      await using server = await start();
      await using sender = await join(server, { intervalMs: 1 });
      await using one = await join(server, { intervalMs: 1 });
      const listener = vi.fn();
      const [stop] = [one.hints.onHint(listener), one.hints.onHint(listener)];
      sender.hints.send();
      await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(2));
      stop?.();
      stop?.();
      sender.hints.send();
      await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(3));
    });

    it("are one for all that is sent within the interval, after the first", async () => {
      await using server = await start();
      await using observer = await join(server);
      const seen = await observe(observer.connection);
      await using sender = await join(server, { intervalMs: 50 });
      for (let i = 0; i < 1_000; i += 1) sender.hints.send();
      await vi.waitFor(() => expect(seen.published).toBe(2));
      await sender.hints.close();
      await sender.connection.flush();
      await observer.connection.flush();
      expect(seen.published).toBe(2);
    });

    it("come once at the beginning, in case some were sent before the subscription stood", async () => {
      await using server = await start();
      await using one = await join(server);
      const hints = createNatsHints({ connection: one.connection, subject });
      const listener = vi.fn();
      hints.onHint(listener);
      await one.connection.flush();
      expect(listener).toHaveBeenCalledTimes(1);
      await hints.close();
    });

    it("come after a reconnect to both sides of a connection that was lost", async () => {
      await using server = await start();
      await using lost = await join(server);
      await using whole = await join(server);
      const [own, others] = [vi.fn(), vi.fn()];
      lost.hints.onHint(own);
      whole.hints.onHint(others);
      const disconnected = told(lost.connection, "disconnect");
      await lost.connection.reconnect();
      await disconnected;
      lost.hints.send();
      await vi.waitFor(() => expect(own).toHaveBeenCalled());
      await vi.waitFor(() => expect(others).toHaveBeenCalled());
    });

    it("come after a restart of the server, and keep nothing meanwhile", async () => {
      await using server = await start();
      await using sender = await join(server, { intervalMs: 1 });
      await using one = await join(server);
      const listener = vi.fn();
      one.hints.onHint(listener);
      const disconnected = told(sender.connection, "disconnect");
      await server.kill();
      await disconnected;
      const before = sender.connection.stats().outMsgs;
      for (let i = 0; i < 1_000; i += 1) sender.hints.send();
      expect(sender.connection.stats().outMsgs).toBe(before);
      expect(listener).not.toHaveBeenCalled();
      await server.restart();
      await vi.waitFor(() => expect(listener).toHaveBeenCalled());
    });

    it("are dropped without a word once the connection is draining or closed", async () => {
      await using server = await start();
      await using sender = await join(server, { intervalMs: 0 });
      const draining = sender.connection.drain();
      sender.hints.send();
      await draining;
      sender.hints.send();
      expect(sender.connection.isClosed()).toBe(true);
      const refused = () => createNatsHints({ connection: sender.connection, subject });
      expect(refused).toThrow();
    });

    it("end with close, which sends what waits and leaves the connection open", async () => {
      await using server = await start();
      await using observer = await join(server);
      const seen = await observe(observer.connection);
      await using sender = await join(server, { intervalMs: 3_600_000 });
      const listener = vi.fn();
      sender.hints.onHint(listener);
      sender.hints.send();
      sender.hints.send();
      await sender.hints.close();
      await sender.hints.close();
      sender.hints.send();
      observer.hints.send();
      await sender.connection.flush();
      await vi.waitFor(() => expect(seen.published).toBe(3));
      await sender.connection.flush();
      expect(listener).not.toHaveBeenCalled();
      expect(sender.connection.isClosed()).toBe(false);
    });

    it("need a subject without wildcards", async () => {
      await using server = await start();
      const connection = await connectTo(server);
      for (const wild of ["users.*", "users.>", "users hints", ""]) {
        expect(() => createNatsHints({ connection, subject: wild }), wild).toThrow(/subject/i);
      }
      await connection.close();
    });
  });
}
