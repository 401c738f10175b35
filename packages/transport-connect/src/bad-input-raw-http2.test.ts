import { expect, it } from "vitest";
import { expectHealthy, startServer } from "./bad-input-server.fixture.ts";
import { getUser } from "./bad-input-speech.fixture.ts";
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

const { ack, endHeaders, endStream, padded, priority } = frameFlags;
const whole = endHeaders | endStream;

type Pairs = readonly (readonly [string, string])[];

const times = (count: number, make: (i: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, i) => make(i)));
const headers = (stream: number, flags: number, more: Pairs = []) =>
  frame(types.headers, flags, stream, hpack([...callHeaders, ...more]));
const data = (stream: number, flags: number, bytes: Uint8Array) =>
  frame(types.data, flags, stream, bytes);
const wholeCall = (stream: number) =>
  Buffer.concat([headers(stream, endHeaders), data(stream, endStream, envelope(getUser))]);

/** Source: RFC 9113, section 7. */
const codes = {
  protocol: 1,
  internal: 2,
  flowControl: 3,
  streamClosed: 5,
  frameSize: 6,
  compression: 9,
  calm: 11,
} as const;

/** What ends a connection, and the code that its end is told with. */
const endings: readonly (readonly [string, keyof typeof codes, Buffer])[] = [
  ["garbage", "frameSize", Buffer.alloc(2_000, "A")],
  ["a frame larger than allowed", "frameSize", data(1, 0, Buffer.alloc(20_000))],
  ["a frame of 16 MiB that never comes", "frameSize", Buffer.from("ffffff000000000001", "hex")],
  ["SETTINGS of a wrong size", "frameSize", frame(types.settings, 0, 0, Buffer.alloc(5))],
  ["SETTINGS of a stream", "protocol", frame(types.settings, 0, 1)],
  ["a window larger than there are", "flowControl", setting(4, 0xffffffff)],
  ["a frame size smaller than there are", "protocol", setting(5, 1)],
  ["PING of a wrong size", "frameSize", frame(types.ping, 0, 0, Buffer.alloc(7))],
  ["PING of a stream", "protocol", frame(types.ping, 0, 1, Buffer.alloc(8))],
  ["GOAWAY of a wrong size", "frameSize", frame(types.goaway, 0, 0, Buffer.alloc(3))],
  ["PUSH_PROMISE", "protocol", frame(types.pushPromise, endHeaders, 1, Buffer.alloc(4))],
  ["HEADERS on stream 0", "protocol", headers(0, whole)],
  ["HEADERS on a server's stream", "protocol", headers(2, whole)],
  [
    "HEADERS padded beyond their end",
    "protocol",
    frame(types.headers, endHeaders | padded, 1, Buffer.from([255, 0])),
  ],
  [
    "a stream that depends on itself",
    "protocol",
    frame(types.headers, endHeaders | priority, 1, Buffer.concat([uint32(1), Buffer.alloc(1)])),
  ],
  [
    "frames within headers",
    "protocol",
    Buffer.concat([headers(1, 0), frame(types.ping, 0, 0, Buffer.alloc(8))]),
  ],
  ["CONTINUATION of nothing", "protocol", frame(types.continuation, endHeaders, 1)],
  ["DATA on stream 0", "protocol", data(0, 0, getUser)],
  ["DATA on an idle stream", "protocol", data(5, 0, getUser)],
  ["DATA after the end", "streamClosed", Buffer.concat([wholeCall(1), data(1, 0, getUser)])],
  ["RST_STREAM on an idle stream", "protocol", frame(types.reset, 0, 1, uint32(8))],
  ["WINDOW_UPDATE by nothing", "protocol", frame(types.windowUpdate, 0, 0, uint32(0))],
  ["WINDOW_UPDATE of a wrong size", "frameSize", frame(types.windowUpdate, 0, 0, Buffer.alloc(3))],
  [
    "a connection's window beyond 2 GiB",
    "flowControl",
    times(2, () => frame(types.windowUpdate, 0, 0, uint32(0x7fffffff))),
  ],
  [
    "a stream's window beyond 2 GiB",
    "flowControl",
    Buffer.concat([
      headers(1, endHeaders),
      times(2, () => frame(types.windowUpdate, 0, 1, uint32(0x7fffffff))),
    ]),
  ],
  [
    "HPACK of an index that there is not",
    "compression",
    frame(types.headers, endHeaders, 1, Buffer.from([0x80])),
  ],
  [
    "HPACK of an endless number",
    "compression",
    frame(types.headers, endHeaders, 1, Buffer.alloc(20, 0xff)),
  ],
  [
    "HPACK that is cut off",
    "compression",
    frame(types.headers, endHeaders, 1, Buffer.from([0, 100, 1])),
  ],
  [
    "more DATA than its content-length",
    "internal",
    Buffer.concat([
      headers(1, endHeaders, [["content-length", "3"]]),
      data(1, endStream, Buffer.alloc(10)),
    ]),
  ],
  [
    "a flood of CONTINUATION",
    "internal",
    Buffer.concat([
      headers(1, 0),
      times(5_000, (i) => frame(types.continuation, 0, 1, hpack([[`x-${i}`, "y"]]))),
    ]),
  ],
  [
    "a flood of empty CONTINUATION",
    "internal",
    Buffer.concat([headers(1, 0), times(5_000, () => frame(types.continuation, 0, 1))]),
  ],
  ["a flood of SETTINGS", "internal", times(20_000, () => frame(types.settings, 0, 0))],
  ["a flood of PING", "internal", times(50_000, () => frame(types.ping, 0, 0, Buffer.alloc(8)))],
  [
    "PING that answers none",
    "internal",
    times(20_000, () => frame(types.ping, ack, 0, Buffer.alloc(8))),
  ],
  [
    "a flood of PRIORITY",
    "calm",
    times(50_000, () => frame(types.priority, 0, 1, Buffer.alloc(5))),
  ],
  [
    "a flood of empty DATA",
    "internal",
    Buffer.concat([headers(1, endHeaders), times(20_000, () => data(1, 0, Buffer.alloc(0)))]),
  ],
];

it.each(endings)(
  "%s: the connection is ended with a GOAWAY of %s, and others are served",
  async (_, code, bytes) => {
    const server = await startServer();
    const raw = await connectRawHttp2(server.port);
    raw.send(bytes);
    await raw.closed;
    expect(raw.goaways()).toEqual([codes[code]]);
    await expectHealthy(server);
  },
);

it("garbage after the start of the preface is a bad request of HTTP/1.1", async () => {
  const server = await startServer();
  const raw = await connectRaw(server.port);
  raw.send("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
  await raw.closed;
  expect(raw.received().toString()).toMatch(/^HTTP\/1.1 400 /);
  await expectHealthy(server);
});

const without = (name: string) => hpack(callHeaders.filter(([each]) => each !== name));
const instead = (name: string, value: string) =>
  hpack(callHeaders.map(([each, before]) => [each, each === name ? value : before]));

/** What ends a stream alone. */
const malformed: readonly (readonly [string, Buffer])[] = [
  ["an upper-case name", hpack([...callHeaders, ["X-Upper", "y"]])],
  ["no :path", without(":path")],
  ["an empty :path", instead(":path", "")],
  ["two of :path", hpack([...callHeaders, [":path", "/"]])],
  ["no :method", without(":method")],
  ["no :scheme", without(":scheme")],
  ["an unknown pseudo-header", hpack([[":unknown", "x"], ...callHeaders])],
  ["a pseudo-header after others", hpack([...callHeaders, [":protocol", "x"]])],
  ["connection", hpack([...callHeaders, ["connection", "close"]])],
  ["transfer-encoding", hpack([...callHeaders, ["transfer-encoding", "chunked"]])],
  ["te other than trailers", instead("te", "gzip")],
  ["a content-length that is no number", hpack([...callHeaders, ["content-length", "x"]])],
];

it.each(malformed)(
  "%s: the stream is reset, and the next one of the connection is served",
  async (_, block) => {
    const server = await startServer();
    const raw = await connectRawHttp2(server.port);
    raw.send(frame(types.headers, endHeaders, 1, block));
    await expect.poll(raw.resets).toEqual([{ stream: 1, code: codes.protocol }]);
    raw.send(wholeCall(3));
    await expect.poll(raw.responses).toEqual([3]);
    expect(raw.goaways()).toEqual([]);
  },
);

/** What is none of our business. */
const ignored: readonly (readonly [string, Buffer])[] = [
  ["frames of unknown types", times(1_000, () => frame(0x42, 0xff, 0, Buffer.alloc(8)))],
  ["unknown settings", setting(0xff, 7)],
  ["many small WINDOW_UPDATE", times(10_000, () => frame(types.windowUpdate, 0, 0, uint32(1)))],
  ["PRIORITY of an idle stream", frame(types.priority, 0, 99, Buffer.alloc(5))],
];

it.each(ignored)("%s: the connection is served", async (_, bytes) => {
  const server = await startServer();
  const raw = await connectRawHttp2(server.port);
  raw.send(bytes);
  raw.send(wholeCall(101));
  await expect.poll(raw.responses).toEqual([101]);
  expect(raw.goaways()).toEqual([]);
});

it.each([
  ["a line break", "a\r\nx-injected: b"],
  ["a null", "a\0b"],
])("a header with %s is not seen by a handler", async (_, value) => {
  const seen: (string | null)[] = [];
  const server = await startServer({
    handlers: {
      getUser(_, call) {
        seen.push(call.requestHeaders.get("x-odd"), call.requestHeaders.get("x-injected"));
        throw new Error("seen");
      },
    },
  });
  const raw = await connectRawHttp2(server.port);
  raw.send(
    Buffer.concat([
      headers(1, endHeaders, [["x-odd", value]]),
      data(1, endStream, envelope(getUser)),
    ]),
  );
  await expect.poll(raw.responses).toEqual([1]);
  expect(seen).toEqual([null, null]);
});

function setting(id: number, value: number): Buffer {
  const payload = Buffer.concat([Buffer.from([id >> 8, id & 0xff]), uint32(value)]);
  return frame(types.settings, 0, 0, payload);
}
