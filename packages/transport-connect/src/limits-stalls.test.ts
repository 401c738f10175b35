import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { create } from "@bufbuild/protobuf";
import { type Call, UserSchema } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { expectHealthy, startServer, update } from "./bad-input-server.fixture.ts";
import { getUser, pathOf, type Rpc } from "./bad-input-speech.fixture.ts";
import { envelope } from "./protocols/envelope.ts";
import {
  callHeaders,
  connectRawHttp2,
  frame,
  frameFlags,
  hpack,
  types,
  uint32,
} from "./raw-http2.fixture.ts";
import { connectRaw } from "./raw-socket.fixture.ts";

const stallMs = 200;
/** More than systems hold of what nobody reads. */
const answerBytes = 32 * 1024 * 1024;
const streamMessages = 30;
const messageBytes = 64 * 1024;
const nothing = envelope(new Uint8Array());

/** A server with a stream that does not end and one that does, and with a large answer. */
async function startTalker({ bytes = answerBytes, patienceMs = stallMs } = {}) {
  const large = create(UserSchema, { name: "x".repeat(messageBytes) });
  const ended = Promise.withResolvers<Call>();
  const server = await startServer({
    stallMs: patienceMs,
    handlers: {
      createUser: () => create(UserSchema, { name: "x".repeat(bytes) }),
      async *syncUsers(_, call) {
        try {
          for (;;) yield large;
        } finally {
          ended.resolve(call);
        }
      },
      async *watchUserUpdates() {
        for (let i = 0; i < streamMessages; i += 1) {
          yield update(large.name);
        }
      },
    },
  });
  return { server, ended: ended.promise };
}

/** The next connection that a server of this process accepts, as the server has it. */
function nextAccepted(): Promise<Socket> {
  const channel = "net.server.socket";
  return new Promise((resolve) => {
    const take = (message: unknown) => {
      unsubscribe(channel, take);
      const { socket } = Object(message);
      resolve(socket);
    };
    subscribe(channel, take);
  });
}

const { endHeaders, endStream } = frameFlags;
const allWindow = (stream: number) => frame(types.windowUpdate, 0, stream, uint32(0x7fff0000));

function call(id: number, rpc: Rpc, message = nothing): Buffer {
  const headers = callHeaders.map(
    ([name, value]) => [name, name === ":path" ? pathOf(rpc) : value] as const,
  );
  const head = frame(types.headers, endHeaders, id, hpack(headers));
  return Buffer.concat([head, frame(types.data, endStream, id, message)]);
}

describe("Over HTTP/2", () => {
  it.each(["SyncUsers", "CreateUser"] as const)(
    "%s is given up after stallMs if its window is not opened, and the connection's other streams live on",
    async (rpc) => {
      // Of a connection that holds more than 10 MB Node refuses streams.
      const { server } = await startTalker({ bytes: 4 * 1024 * 1024 });
      const raw = await connectRawHttp2(server.port);
      raw.send(allWindow(0));
      const since = performance.now();
      raw.send(call(1, rpc));
      await expect.poll(raw.resets).toEqual([{ stream: 1, code: 8 }]);
      expect(performance.now() - since).toBeGreaterThan(stallMs - 10);
      raw.send(call(3, "GetUser", envelope(getUser)));
      await expect.poll(raw.responses).toEqual([1, 3]);
      expect(raw.goaways()).toEqual([]);
    },
  );

  it("the handler of a stream that is given up is told", async () => {
    const { server, ended } = await startTalker();
    (await connectRawHttp2(server.port)).send(call(1, "SyncUsers"));
    expect((await ended).signal.aborted).toBe(true);
    await expectHealthy(server);
  });

  it("a connection of which nothing at all is read is ended, and the handlers of its streams are told", async () => {
    const { server, ended } = await startTalker();
    const raw = await connectRawHttp2(server.port);
    raw.socket.pause();
    const wide = Buffer.concat([Buffer.from([0, 4]), uint32(0x7fffffff)]);
    raw.send(Buffer.concat([frame(types.settings, 0, 0, wide), allWindow(0)]));
    raw.send(call(1, "SyncUsers"));
    // That it says something makes it no better.
    const timer = setInterval(() => raw.send(frame(types.windowUpdate, 0, 0, uint32(1))), 50);
    expect((await ended).signal.aborted).toBe(true);
    raw.socket.resume();
    await raw.closed;
    clearInterval(timer);
    await expectHealthy(server);
  });

  it("a client that reads slowly gets all of a stream", async () => {
    // Far more than its pauses, also on a busy machine; far less than they are together.
    const patienceMs = 1_000;
    const pauseMs = 75;
    const { server } = await startTalker({ patienceMs });
    const raw = await connectRawHttp2(server.port);
    raw.send(allWindow(0));
    raw.send(call(1, "WatchUserUpdates"));
    const dataBytes = () =>
      raw
        .frames()
        .filter(({ type }) => type === types.data)
        .reduce((sum, { payload }) => sum + payload.length, 0);
    const since = performance.now();
    for (let open = 65_535; dataBytes() < streamMessages * messageBytes; open += messageBytes) {
      await expect
        .poll(dataBytes, { interval: 5 })
        .toBeGreaterThanOrEqual(Math.min(open, streamMessages * messageBytes));
      await setTimeout(pauseMs);
      raw.send(frame(types.windowUpdate, 0, 1, uint32(messageBytes)));
    }
    expect(performance.now() - since).toBeGreaterThan(2 * patienceMs);
    expect(raw.resets()).toEqual([]);
  });
});

describe("Over HTTP/1.1", () => {
  it.each(["SyncUsers", "CreateUser"] as const)(
    "a connection is ended after stallMs if nothing is read of %s",
    async (rpc) => {
      const { server, ended } = await startTalker();
      const accepted = nextAccepted();
      const raw = await connectRaw(server.port);
      raw.socket.pause();
      raw.send(
        `POST ${pathOf(rpc)} HTTP/1.1\r\nhost: a\r\ncontent-type: application/grpc\r\ncontent-length: 5\r\n\r\n`,
      );
      raw.send(nothing);
      // The handler of a unary call has long ended: nobody but the socket is told.
      await once(await accepted, "close");
      if (rpc === "SyncUsers") expect((await ended).signal.aborted).toBe(true);
      raw.socket.resume();
      await raw.closed;
      // What was on its way.
      expect(raw.received().length).toBeLessThan(answerBytes);
      await expectHealthy(server);
    },
  );
});
