import { once } from "node:events";
import { connect as connect2 } from "node:http2";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { connectTo } from "./bad-input-http.fixture.ts";
import {
  expectHealthy,
  type ServerOptions,
  startServer,
  user,
} from "./bad-input-server.fixture.ts";
import { answered, callUnary, framed, getUser, headOf } from "./bad-input-speech.fixture.ts";
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

const way = { protocol: "gRPC", http: "2" } as const;
const { ack, endHeaders, endStream } = frameFlags;
const head = (stream: number) => frame(types.headers, endHeaders, stream, hpack(callHeaders));
const body = (stream: number) => frame(types.data, endStream, stream, envelope(getUser));

/** A server whose handler waits until it is let go. */
async function startWaiting(options: ServerOptions = {}) {
  const started = { calls: 0 };
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const server = await startServer({
    ...options,
    handlers: {
      async getUser({ userId }) {
        started.calls += 1;
        await released;
        return user(userId);
      },
    },
  });
  return { server, started, release };
}

describe("An HTTP/2 connection", () => {
  it("without a call is ended with GOAWAY after idleMs, and not before", async () => {
    const server = await startServer({ idleMs: 200 });
    const since = performance.now();
    const raw = await connectRawHttp2(server.port);
    await raw.closed;
    expect(performance.now() - since).toBeGreaterThan(190);
    expect(raw.goaways()).toContain(0);
  });

  it("that is only pinged is idle", async () => {
    const server = await startServer({ idleMs: 200 });
    const raw = await connectRawHttp2(server.port);
    const timer = setInterval(() => raw.send(frame(types.ping, 0, 0, Buffer.alloc(8))), 50);
    await raw.closed;
    clearInterval(timer);
    expect(raw.goaways()).toContain(0);
  });

  it("with a call is not idle, however long it takes", async () => {
    const { server, release } = await startWaiting({ idleMs: 100 });
    const connection = connectTo(server.port, "2");
    const call = callUnary(connection, way);
    // Another comes and goes.
    const other = await connectRawHttp2(server.port);
    await other.closed;
    expect(connection.closed()).toBe(false);
    release();
    expect(await call).toEqual(answered);
    await expect.poll(connection.closed).toBe(true);
  });

  it("takes no more calls after maxConnectionAgeMs, and finishes those under way", async () => {
    const { server, started, release } = await startWaiting({ maxConnectionAgeMs: 200 });
    const session = connect2(`http://127.0.0.1:${server.port}`);
    onTestFinished(() => session.destroy());
    const { headers, path } = headOf(way, "GetUser");
    const stream = session.request({ ":method": "POST", ":path": path, ...headers });
    stream.end(framed(way, "GetUser", getUser));
    await expect.poll(() => started.calls).toBe(1);
    const [code] = await once(session, "goaway");
    expect(code).toBe(0);
    const trailers = once(stream, "trailers");
    stream.resume();
    release();
    const [received] = await trailers;
    expect(received).toMatchObject({ "grpc-status": "0" });
    await once(session, "close");
    await expectHealthy(server);
  });

  it("that has been silent for keepaliveMs is pinged, and lives if it answers", async () => {
    const server = await startServer({ keepaliveMs: 100 });
    const raw = await connectRawHttp2(server.port);
    const pings = () => raw.frames().filter(({ type }) => type === types.ping);
    for (let asked = 1; asked <= 3; asked += 1) {
      await expect.poll(() => pings().length).toBe(asked);
      raw.send(frame(types.ping, ack, 0, pings().at(-1)?.payload));
    }
    raw.send(Buffer.concat([head(1), body(1)]));
    await expect.poll(raw.responses).toEqual([1]);
  });

  it("that does not answer for 20 seconds is ended, and its handlers are told", async () => {
    const aborted = Promise.withResolvers<void>();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const server = await startServer({
      keepaliveMs: 100,
      handlers: {
        getUser(_, call) {
          call.signal.addEventListener("abort", () => aborted.resolve());
          return new Promise(() => {});
        },
      },
    });
    const raw = await connectRawHttp2(server.port);
    raw.send(Buffer.concat([head(1), body(1)]));
    await expect.poll(() => raw.frames().some(({ type }) => type === types.ping)).toBe(true);
    vi.advanceTimersByTime(19_900);
    expect(raw.socket.destroyed).toBe(false);
    vi.advanceTimersByTime(200);
    await aborted.promise;
    await raw.closed;
  });

  const hundred = Array.from({ length: 100 }, (_, i) => 2 * i + 1);

  it("has 100 calls at a time, and those beyond are refused", async () => {
    const { server, started, release } = await startWaiting();
    const raw = await connectRawHttp2(server.port);
    for (const id of hundred) raw.send(Buffer.concat([head(id), body(id)]));
    await expect.poll(() => started.calls).toBe(100);
    expect(raw.resets()).toEqual([]);
    raw.send(Buffer.concat([head(201), body(201)]));
    await expect.poll(raw.resets).toEqual([{ stream: 201, code: 7 }]);
    release();
    await expect.poll(() => raw.responses().length).toBe(100);
    raw.send(Buffer.concat([head(203), body(203)]));
    await expect.poll(() => raw.responses().length).toBe(101);
  });

  it("is ended if its client has been told of the 100 and makes more", async () => {
    const { server, started } = await startWaiting();
    const raw = await connectRawHttp2(server.port);
    await expect.poll(() => raw.frames().length).toBeGreaterThan(0);
    raw.send(frame(types.settings, ack, 0));
    for (const id of hundred) raw.send(Buffer.concat([head(id), body(id)]));
    await expect.poll(() => started.calls).toBe(100);
    raw.send(Buffer.concat([head(201), body(201)]));
    await raw.closed;
    expect(raw.goaways()).toEqual([1]);
  });

  const resetCalls = (from: number, count: number) =>
    Buffer.concat(
      Array.from({ length: count }, (_, i) => {
        const id = from + 2 * i;
        return Buffer.concat([head(id), frame(types.reset, 0, id, uint32(8))]);
      }),
    );

  it("may reset 150 streams at once", async () => {
    const server = await startServer();
    const raw = await connectRawHttp2(server.port);
    raw.send(resetCalls(1, 150));
    raw.send(Buffer.concat([head(1001), body(1001)]));
    await expect.poll(raw.responses).toContain(1001);
    expect(raw.goaways()).toEqual([]);
  });

  it("is ended with GOAWAY if it resets 300", async () => {
    const server = await startServer();
    const raw = await connectRawHttp2(server.port);
    raw.send(resetCalls(1, 300));
    await raw.closed;
    expect(raw.goaways().at(-1)).not.toBe(0);
    await expectHealthy(server);
  });

  it("may reset so many again as time goes by, and no more", async () => {
    const server = await startServer({ streamResets: { burst: 10, perSecond: 10 } });
    const raw = await connectRawHttp2(server.port);
    raw.send(resetCalls(1, 10));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    raw.send(resetCalls(101, 10));
    raw.send(Buffer.concat([head(1001), body(1001)]));
    await expect.poll(raw.responses).toContain(1001);
    raw.send(resetCalls(2001, 11));
    await raw.closed;
    expect(raw.goaways().at(-1)).not.toBe(0);
  });
});

it("An HTTP/1.1 connection is kept for another request, and ended after idleMs", async () => {
  const server = await startServer({ idleMs: 100 });
  const raw = await connectRaw(server.port);
  for (let i = 1; i <= 3; i += 1) {
    raw.send(
      "POST /userservice.v1.UserService/GetUser HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
    );
    await expect
      .poll(() =>
        raw
          .received()
          .toString()
          .match(/HTTP\/1.1 200 /g),
      )
      .toHaveLength(i);
  }
  await raw.closed;
});
