import type { Call } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { type HttpVersion, httpVersions } from "./bad-input-http.fixture.ts";
import { expectHealthy, startServer, update, user } from "./bad-input-server.fixture.ts";
import { getUser, pathOf, type Rpc } from "./bad-input-speech.fixture.ts";
import { envelope } from "./protocols/envelope.ts";
import {
  callHeaders,
  connectRawHttp2,
  frame,
  frameFlags,
  hpack,
  types,
} from "./raw-http2.fixture.ts";
import { connectRaw, type RawConnection } from "./raw-socket.fixture.ts";

/** A server whose handlers of every kind wait for ever, and the calls that it was made. */
async function startParked() {
  const calls: Call[] = [];
  const handled = { calls: 0, ended: 0 };
  const park = async (call: Call) => {
    handled.calls += 1;
    await new Promise<void>((resolve) =>
      call.signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    handled.ended += 1;
    throw call.signal.reason;
  };
  const server = await startServer({
    binding: {
      middleware: [
        (call, proceed) => {
          calls.push(call);
          return proceed();
        },
      ],
    },
    handlers: {
      createUser: (_, call) => park(call),
      batchCreateUsers: (_, call) => park(call),
      async *watchUserUpdates(_, call) {
        yield update();
        await park(call);
      },
      async *syncUsers(requests) {
        handled.calls += 1;
        try {
          for await (const { userId } of requests) yield user(userId);
        } finally {
          handled.ended += 1;
        }
      },
    },
  });
  return { server, calls, handled };
}

/** Starts a call, and sends so much of its body. */
const starts: Record<
  HttpVersion,
  (port: number, rpc: Rpc, body: Buffer, whole: boolean) => Promise<RawConnection>
> = {
  async "1.1"(port, rpc, body, whole) {
    const raw = await connectRaw(port);
    raw.send(
      `POST ${pathOf(rpc)} HTTP/1.1\r\nhost: a\r\ncontent-type: application/grpc\r\ncontent-length: ${whole ? body.length : 1_000}\r\n\r\n`,
    );
    raw.send(body);
    return raw;
  },
  async "2"(port, rpc, body, whole) {
    const raw = await connectRawHttp2(port);
    const headers = callHeaders.map(
      ([name, value]) => [name, name === ":path" ? pathOf(rpc) : value] as const,
    );
    raw.send(frame(types.headers, frameFlags.endHeaders, 1, hpack(headers)));
    raw.send(frame(types.data, whole ? frameFlags.endStream : 0, 1, body));
    return raw;
  },
};

const vanish: Record<string, (raw: RawConnection) => void> = {
  closes: (raw) => void raw.socket.destroy(),
  breaks: (raw) => void raw.socket.resetAndDestroy(),
};

const message = Buffer.from(envelope(new Uint8Array()));

describe.each(httpVersions)("A client over HTTP/%s", (http) => {
  describe.each(Object.entries(vanish))("that %s its connection", (_, go) => {
    it.each(["CreateUser", "WatchUserUpdates"] as const)(
      "within the request of %s ends its call, of which the handler never hears",
      async (rpc) => {
        const { server, calls, handled } = await startParked();
        const raw = await starts[http](server.port, rpc, message.subarray(0, 3), false);
        await expect.poll(() => calls.length).toBe(1);
        go(raw);
        await expect.poll(() => calls.at(0)?.signal.aborted).toBe(true);
        expect(calls.at(0)?.signal.reason).toMatchObject({ code: "CANCELLED" });
        expect(handled.calls).toBe(0);
        await expectHealthy(server);
      },
    );

    it.each([
      ["CreateUser", true],
      ["WatchUserUpdates", true],
      ["BatchCreateUsers", true],
      ["BatchCreateUsers", false],
      ["SyncUsers", false],
    ] as const)(
      "while %s is handled (request complete: %s) ends its handler",
      async (rpc, whole) => {
        const { server, calls, handled } = await startParked();
        const raw = await starts[http](server.port, rpc, message, whole);
        await expect.poll(() => handled.calls).toBe(1);
        go(raw);
        await expect.poll(() => handled.ended).toBe(1);
        expect(calls.at(0)?.signal.reason).toMatchObject({ code: "CANCELLED" });
        await expectHealthy(server);
      },
    );
  });
});

it("A client over HTTP/2 that resets a stream ends that call alone", async () => {
  const { server, calls, handled } = await startParked();
  const raw = await connectRawHttp2(server.port);
  const headers = callHeaders.map(
    ([name, value]) => [name, name === ":path" ? pathOf("CreateUser") : value] as const,
  );
  for (const id of [1, 3]) {
    raw.send(frame(types.headers, frameFlags.endHeaders, id, hpack(headers)));
    raw.send(frame(types.data, frameFlags.endStream, id, message));
  }
  await expect.poll(() => handled.calls).toBe(2);
  raw.send(frame(types.reset, 0, 1, Buffer.from([0, 0, 0, 8])));
  await expect.poll(() => handled.ended).toBe(1);
  expect(calls.map((call) => call.signal.aborted)).toEqual([true, false]);
});

it("A client over HTTP/1.1 that has said all it has to say still gets its answer", async () => {
  const server = await startServer();
  const raw = await starts["1.1"](server.port, "GetUser", Buffer.from(envelope(getUser)), true);
  raw.socket.end();
  await raw.closed;
  expect(raw.received().toString()).toContain("grpc-status: 0");
});
