import { describe, expect, it } from "vitest";
import { connectTo } from "./bad-input-http.fixture.ts";
import { expectHealthy, startServer } from "./bad-input-server.fixture.ts";
import {
  callUnary,
  everyWay,
  framed,
  getUser,
  headOf,
  messageOf,
  outcomeOf,
  refused,
} from "./bad-input-speech.fixture.ts";
import { callHeaders, connectRawHttp2, frame, hpack, preface, types } from "./raw-http2.fixture.ts";
import { connectRaw } from "./raw-socket.fixture.ts";

const headersTimeoutMs = 150;

/** Sends a byte at a time, for as long as it can. */
async function drip(raw: Awaited<ReturnType<typeof connectRaw>>, text: string): Promise<void> {
  let at = 0;
  const timer = setInterval(() => raw.send(text.slice(at, ++at)), 40);
  await raw.closed;
  clearInterval(timer);
  expect(at).toBeLessThan(text.length);
}

describe("A client that", () => {
  it("connects and says nothing is cut off after headersTimeoutMs, and not before", async () => {
    const server = await startServer({ headersTimeoutMs });
    const since = performance.now();
    await (await connectRaw(server.port)).closed;
    expect(performance.now() - since).toBeGreaterThan(headersTimeoutMs - 10);
    await expectHealthy(server);
  });

  it.each([
    ["the headers of HTTP/1.1", `GET / HTTP/1.1\r\nhost: ${"x".repeat(100)}`],
    ["the preface of HTTP/2", preface],
  ])("sends %s a byte at a time is cut off", async (_, text) => {
    const server = await startServer({ headersTimeoutMs });
    await drip(await connectRaw(server.port), text);
    await expectHealthy(server);
  });

  it("is told so over HTTP/1.1", async () => {
    const server = await startServer({ headersTimeoutMs });
    const raw = await connectRaw(server.port);
    raw.send("GET / HTTP/1.1\r\nhost:");
    await raw.closed;
    expect(raw.received().toString()).toMatch(/^HTTP\/1.1 408 /);
  });

  it.each([
    ["the preface of HTTP/2", Buffer.alloc(0)],
    ["half of its headers", frame(types.headers, 0, 1, hpack(callHeaders))],
  ])("sends %s and nothing more is idle", async (_, bytes) => {
    const server = await startServer({ idleMs: 100 });
    const raw = await connectRawHttp2(server.port);
    raw.send(bytes);
    await raw.closed;
    expect(raw.goaways()).toContain(0);
    await expectHealthy(server);
  });
});

describe.each(everyWay)("$protocol over HTTP/$http", (way) => {
  it("ends a unary call whose body comes a byte at a time at its deadline", async () => {
    const server = await startServer({ binding: { unaryTimeoutMs: 150 } });
    const connection = connectTo(server.port, way.http);
    const exchange = connection.open(headOf(way, "CreateUser"));
    const body = framed(way, "CreateUser", messageOf(2 * 1024 * 1024));
    let at = 0;
    const timer = setInterval(() => void exchange.write(body.subarray(at, ++at)), 20);
    expect(outcomeOf(await exchange.response)).toEqual(
      refused(way, "CreateUser", "DEADLINE_EXCEEDED"),
    );
    clearInterval(timer);
    expect(await callUnary(connection, way)).toMatchObject({ code: "OK" });
  });

  it("answers a unary call whose body comes slowly, but in time", async () => {
    const server = await startServer({ binding: { unaryTimeoutMs: 5_000 } });
    const exchange = connectTo(server.port, way.http).open(headOf(way, "GetUser"));
    const body = framed(way, "GetUser", getUser);
    for (const byte of body) {
      await exchange.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    exchange.end();
    expect(outcomeOf(await exchange.response)).toMatchObject({ code: "OK" });
  });

  it.each(["BatchCreateUsers", "SyncUsers"] as const)(
    "ends %s without a message after requestIdleMs",
    async (rpc) => {
      const server = await startServer({ binding: { requestIdleMs: 150 } });
      const connection = connectTo(server.port, way.http);
      const exchange = connection.open(headOf(way, rpc));
      await exchange.write(framed(way, rpc, new Uint8Array()));
      // Bytes that make no message do not count.
      const timer = setInterval(() => void exchange.write(Buffer.from([0])), 40);
      expect(outcomeOf(await exchange.response)).toEqual(refused(way, rpc, "DEADLINE_EXCEEDED"));
      clearInterval(timer);
      expect(await callUnary(connection, way)).toMatchObject({ code: "OK" });
    },
  );
});
