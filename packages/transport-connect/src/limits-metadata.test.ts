import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { connectTo } from "./bad-input-http.fixture.ts";
import { expectHealthy, startServer } from "./bad-input-server.fixture.ts";
import {
  answered,
  callUnary,
  callWith,
  encodingHeader,
  everyWay,
  framed,
  getUser,
  headOf,
  oneOfEachKind,
  type Rpc,
  refused,
  type Way,
} from "./bad-input-speech.fixture.ts";
import { envelope, flags } from "./protocols/envelope.ts";
import {
  callHeaders,
  connectRawHttp2,
  frame,
  frameFlags,
  hpack,
  types,
} from "./raw-http2.fixture.ts";
import { connectRaw } from "./raw-socket.fixture.ts";

const limit = 16 * 1024;

describe.each(everyWay)("$protocol over HTTP/$http", (way) => {
  it.each(oneOfEachKind)(
    "refuses %s with one byte of metadata over 16 KiB, and takes 16 KiB",
    async (rpc) => {
      const server = await startServer();
      const connection = connectTo(server.port, way.http);
      const body = framed(way, rpc, getUser);
      const call = (bytes: number) =>
        callWith(connection, way, rpc, body, headersOf(bytes, way, rpc, server.port, body.length));
      const within = await call(limit);
      expect(within).not.toEqual(refused(way, rpc, "RESOURCE_EXHAUSTED"));
      expect(await call(limit + 1)).toEqual(refused(way, rpc, "RESOURCE_EXHAUSTED"));
      expect(await call(3 * limit)).toEqual(refused(way, rpc, "RESOURCE_EXHAUSTED"));
      if (rpc === "GetUser") expect(within).toEqual(answered);
      expect(await callUnary(connection, way)).toEqual(answered);
    },
  );

  it.each(oneOfEachKind)("does so for %s compressed too", async (rpc) => {
    const { port } = await startServer();
    const connection = connectTo(port, way.http);
    const body =
      way.protocol === "Connect" && rpc === "GetUser"
        ? gzipSync(getUser)
        : envelope(gzipSync(getUser), flags.compressed);
    const headers = headersOf(limit, way, rpc, port, body.length, {
      [encodingHeader(way, rpc)]: "gzip",
    });
    const call = (more: string) =>
      callWith(connection, way, rpc, body, {
        ...headers,
        "x-fill": `${headers["x-fill"]}${more}`,
      });
    expect(await call("")).not.toEqual(refused(way, rpc, "RESOURCE_EXHAUSTED"));
    expect(await call("x")).toEqual(refused(way, rpc, "RESOURCE_EXHAUSTED"));
  });

  it("takes hundreds of small headers, whose bytes are what counts", async () => {
    const { port } = await startServer();
    const connection = connectTo(port, way.http);
    expect(await callUnary(connection, way, smallHeaders(400))).toEqual(answered);
  });

  it("refuses thousands of small headers, and serves others", async () => {
    const server = await startServer();
    const connection = connectTo(server.port, way.http);
    const call = callUnary(connection, way, smallHeaders(2_000));
    if (way.http === "1.1") expect(await call).toMatchObject({ http: 431 });
    else await expect(call).rejects.toThrow("ENHANCE_YOUR_CALM");
    expect(await callUnary(connection, way)).toEqual(answered);
    await expectHealthy(server);
  });
});

it("answers headers over 64 KiB with 431 over HTTP/1.1", async () => {
  const server = await startServer();
  const raw = await connectRaw(server.port);
  raw.send(`POST / HTTP/1.1\r\nhost: localhost\r\nx-large: ${"x".repeat(65 * 1024)}\r\n\r\n`);
  await raw.closed;
  expect(raw.received().toString()).toMatch(/^HTTP\/1.1 431 /);
  await expectHealthy(server);
});

it("refuses endless headers over HTTP/1.1", async () => {
  const server = await startServer();
  const raw = await connectRaw(server.port);
  raw.send("POST / HTTP/1.1\r\nhost: localhost\r\n");
  const timer = setInterval(() => raw.send(`x-more: ${"x".repeat(1_000)}\r\n`), 1);
  await raw.closed;
  clearInterval(timer);
  expect(raw.received().toString()).toMatch(/^HTTP\/1.1 431 /);
  await expectHealthy(server);
});

const { ack, endHeaders, endStream } = frameFlags;
const large = ["x-large", "x".repeat(4_000)] as const;

/** A header that HPACK remembers, and then says again in one byte. */
function bomb(times: number): Buffer {
  const remembered = hpack([large]);
  remembered.writeUInt8(0x40, 0);
  const indexed = Buffer.alloc(times, 0x80 | 62);
  const block = Buffer.concat([hpack(callHeaders), remembered, indexed]);
  return frame(types.headers, endHeaders | endStream, 1, block);
}

function continued(frames: number): Buffer {
  const block = hpack(Array(4).fill(large));
  const more = Array.from({ length: frames }, (_, i) =>
    frame(types.continuation, i === frames - 1 ? endHeaders : 0, 1, block),
  );
  return Buffer.concat([frame(types.headers, endStream, 1, hpack(callHeaders)), ...more]);
}

it.each([
  ["sent in full", continued(5)],
  ["in HPACK's shorthand", bomb(17)],
])(
  "resets a stream with headers over 64 KiB over HTTP/2, %s, and serves the next",
  async (_, bytes) => {
    const server = await startServer();
    const raw = await connectRawHttp2(server.port);
    // A limit holds for who has been told.
    await expect.poll(() => raw.frames().length).toBeGreaterThan(0);
    raw.send(frame(types.settings, ack, 0));
    raw.send(bytes);
    await expect.poll(raw.resets).toEqual([{ stream: 1, code: 11 }]);
    raw.send(frame(types.headers, endHeaders, 3, hpack(callHeaders)));
    raw.send(
      frame(types.data, endStream, 3, framed({ protocol: "gRPC", http: "2" }, "GetUser", getUser)),
    );
    await expect.poll(() => raw.responses()).toEqual([3]);
  },
);

it("does not read on where a client that was told nothing sends endless headers over HTTP/2", async () => {
  const server = await startServer();
  const raw = await connectRawHttp2(server.port);
  raw.send(continued(20));
  await raw.closed;
  expect(raw.goaways()).toEqual([2]);
  await expectHealthy(server);
});

function smallHeaders(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, "y"]));
}

/** Headers with which all those of the request come to so many bytes of names and values. */
function headersOf(
  bytes: number,
  way: Way,
  rpc: Rpc,
  port: number,
  contentLength: number,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const known = { "content-length": `${contentLength}`, "x-fill": "", ...more };
  const { path, headers } = headOf(way, rpc, known);
  const address = `127.0.0.1:${port}`;
  const others = {
    "1.1": ["host", address, "connection", "keep-alive"],
    "2": [":method", "POST", ":scheme", "http", ":authority", address, ":path", path],
  }[way.http];
  const taken = [...Object.entries(headers).flat(), ...others].join("").length;
  return { ...headers, "x-fill": "x".repeat(bytes - taken) };
}
