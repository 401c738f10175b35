import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { connectTo, httpVersions } from "./bad-input-http.fixture.ts";
import { startServer, user } from "./bad-input-server.fixture.ts";
import {
  answered,
  callUnary,
  everyWay,
  framed,
  getUser,
  headOf,
  outcomeOf,
} from "./bad-input-speech.fixture.ts";
import { envelope } from "./protocols/envelope.ts";
import {
  callHeaders,
  connectRawHttp2,
  frame,
  frameFlags,
  hpack,
  overRaw,
  types,
} from "./raw-http2.fixture.ts";
import { connectRaw, type RawConnection } from "./raw-socket.fixture.ts";

/** A server whose handlers wait until they are let go. */
async function startWaiting() {
  const handled = { calls: 0, aborted: 0 };
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const wait = (signal: AbortSignal) => {
    handled.calls += 1;
    signal.addEventListener("abort", () => {
      handled.aborted += 1;
    });
    return released;
  };
  const server = await startServer({
    handlers: {
      async getUser({ userId }, { signal }) {
        await wait(signal);
        return user(userId);
      },
      async *syncUsers(requests, { signal }) {
        yield user(1);
        await wait(signal);
        for await (const { userId } of requests) yield user(userId);
      },
    },
  });
  return { server, handled, release };
}

/** A connection that the server has taken: it answers one that came later. */
async function connectAccepted(port: number): Promise<RawConnection> {
  const raw = await connectRaw(port);
  const way = { protocol: "gRPC", http: "1.1" } as const;
  expect(await callUnary(connectTo(port, "1.1"), way)).toEqual(answered);
  return raw;
}

/** Whether a promise has settled by now. */
const isSettled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);

describe.each(everyWay)("$protocol over HTTP/$http", (way) => {
  it("close lets a unary call and a stream finish, takes no connection, and then resolves", async () => {
    const { server, handled, release } = await startWaiting();
    const [one, other] = [connectTo(server.port, way.http), connectTo(server.port, way.http)];
    const unary = callUnary(one, way);
    const stream = other.open(headOf(way, "SyncUsers"));
    await stream.write(framed(way, "SyncUsers", getUser));
    await expect.poll(() => handled.calls).toBe(2);

    const closed = server.close();
    const refusedSocket = connect(server.port, "127.0.0.1");
    expect(await once(refusedSocket, "error")).toMatchObject([{ code: "ECONNREFUSED" }]);
    expect(await isSettled(closed)).toBe(false);

    release();
    expect(await unary).toEqual(answered);
    // Also what the client says from now on belongs to the stream.
    stream.end(framed(way, "SyncUsers", getUser));
    expect(outcomeOf(await stream.response)).toEqual(answered);
    await closed;
    await expect.poll(() => one.closed() && other.closed()).toBe(true);
  });

  it("destroy ends all at once, and the handlers are told", async () => {
    const { server, handled } = await startWaiting();
    const connection = connectTo(server.port, way.http);
    const unary = callUnary(connection, way);
    await expect.poll(() => handled.calls).toBe(1);
    server.destroy();
    await expect(unary).rejects.toThrow();
    await expect.poll(() => handled.aborted).toBe(1);
    await expect.poll(connection.closed).toBe(true);
  });
});

describe("close", () => {
  it.each(httpVersions)("ends connections over HTTP/%s that have no call", async (http) => {
    const server = await startServer();
    const connection = connectTo(server.port, http);
    expect(await callUnary(connection, { protocol: "gRPC", http })).toEqual(answered);
    await server.close();
    await expect.poll(connection.closed).toBe(true);
  });

  it("tells HTTP/2 clients with GOAWAY while a call is under way", async () => {
    const { server, handled, release } = await startWaiting();
    const connection = connectTo(server.port, "2");
    const way = { protocol: "gRPC", http: "2" } as const;
    const first = callUnary(connection, way);
    await expect.poll(() => handled.calls).toBe(1);
    const closed = server.close();
    await expect.poll(connection.closed).toBe(true);
    release();
    expect(await first).toEqual(answered);
    await closed;
  });

  it("says by GOAWAY which call is the last it has begun, so that others can be sent again, and begins no other", async () => {
    const { server, handled, release } = await startWaiting();
    const raw = await connectRawHttp2(server.port);
    const call = (stream: number) =>
      Buffer.concat([
        frame(types.headers, frameFlags.endHeaders, stream, hpack(callHeaders)),
        frame(types.data, frameFlags.endStream, stream, envelope(getUser)),
      ]);
    raw.send(call(1));
    raw.send(call(3));
    await expect.poll(() => handled.calls).toBe(2);
    const closed = server.close();
    const goaways = () => raw.frames().filter(({ type }) => type === types.goaway);
    await expect.poll(goaways).toHaveLength(1);
    const { payload } = goaways()[0] ?? expect.fail("no GOAWAY");
    expect([payload.readUInt32BE(0), payload.readUInt32BE(4)]).toEqual([3, 0]);
    // It was on its way.
    raw.send(call(5));
    release();
    await closed;
    await raw.closed;
    expect([raw.responses(), handled.calls]).toEqual([[1, 3], 2]);
  });

  it("is announced by retire: connections over HTTP/1.1 are served and not kept, those over HTTP/2 as ever", async () => {
    const server = await startServer();
    const [one, two] = [connectTo(server.port, "1.1"), connectTo(server.port, "2")];
    const call = (http: "1.1" | "2") =>
      callUnary(http === "2" ? two : one, { protocol: "gRPC", http });
    expect([await call("1.1"), await call("1.1"), one.connections()]).toEqual([
      ...[answered, answered, 1],
    ]);
    server.retire();
    for (let n = 0; n < 3; n += 1)
      expect([await call("1.1"), await call("2")]).toEqual([answered, answered]);
    expect([one.connections(), two.closed()]).toEqual([3, false]);
  });

  it("serves a connection over HTTP/1.1 that was accepted before it, and does not keep it", async () => {
    const server = await startServer();
    const raw = await connectAccepted(server.port);
    const closed = server.close();
    raw.send("GET /userservice.v1.UserService/GetUser HTTP/1.1\r\nhost: a\r\n\r\n");
    await raw.closed;
    await closed;
    expect(raw.received().toString()).toMatch(/^HTTP\/1\.1 415 [\s\S]*\r\nconnection: close\r\n/i);
  });

  it("tells a connection over HTTP/2 that was accepted before it that no call was begun", async () => {
    const server = await startServer();
    const accepted = await connectAccepted(server.port);
    const closed = server.close();
    const raw = overRaw(accepted);
    raw.send(frame(types.headers, frameFlags.endHeaders, 1, hpack(callHeaders)));
    raw.send(frame(types.data, frameFlags.endStream, 1, envelope(getUser)));
    await raw.closed;
    await closed;
    const goaways = raw.frames().filter(({ type }) => type === types.goaway);
    const lastBegun = goaways.map(({ payload }) => payload.readUInt32BE(0));
    expect([Math.max(...lastBegun), raw.responses()]).toEqual([0, []]);
  });

  it("ends connections that have said nothing", async () => {
    const server = await startServer();
    const raw = await connectRaw(server.port);
    const silent = server.close();
    await raw.closed;
    await silent;
  });

  it.each([
    ["HTTP/1.1", "POST / HTTP/1.1\r\nhost: a\r\n"],
    ["HTTP/2", undefined],
  ])("waits no longer than its limits for headers that do not end, over %s", async (_, text) => {
    const server = await startServer({ headersTimeoutMs: 300, idleMs: 300 });
    if (text === undefined) {
      const raw = await connectRawHttp2(server.port);
      raw.send(frame(types.headers, 0, 1, hpack(callHeaders)));
      await expect.poll(() => raw.frames().length).toBeGreaterThan(0);
    } else {
      (await connectRaw(server.port)).send(text);
    }
    await server.close();
  });

  it("resolves at once where there is nothing to wait for", async () => {
    await (await startServer()).close();
  });
});
