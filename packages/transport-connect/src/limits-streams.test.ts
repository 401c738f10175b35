import { expect, it } from "vitest";
import { expectHealthy, startServer, user } from "./bad-input-server.fixture.ts";
import { getUser } from "./bad-input-speech.fixture.ts";
import { envelope } from "./protocols/envelope.ts";
import {
  callHeaders,
  connectRawHttp2,
  frame,
  frameFlags,
  hpack,
  type RawHttp2,
  types,
} from "./raw-http2.fixture.ts";

const { ack, endHeaders, endStream } = frameFlags;
const call = (stream: number) =>
  Buffer.concat([
    frame(types.headers, endHeaders, stream, hpack(callHeaders)),
    frame(types.data, endStream, stream, envelope(getUser)),
  ]);
const calls = (count: number, first = 1) =>
  Buffer.concat(Array.from({ length: count }, (_, i) => call(first + i * 2)));

/** The values of SETTINGS_MAX_CONCURRENT_STREAMS that a client was told. Source: RFC 9113, section 6.5.1. */
function mostStreams(raw: RawHttp2): number[] {
  return raw
    .frames()
    .filter(({ type, flags }) => type === types.settings && (flags & ack) === 0)
    .flatMap(({ payload }) => {
      const pairs = Array.from({ length: payload.length / 6 }, (_, i) => payload.subarray(i * 6));
      return pairs.filter((pair) => pair.readUInt16BE(0) === 3).map((pair) => pair.readUInt32BE(2));
    });
}

it("limitStreams tells connections that call, and those that come, how many calls each may have, once", async () => {
  const server = await startServer();
  const caller = await connectRawHttp2(server.port);
  caller.send(call(1));
  await expect.poll(caller.responses).toEqual([1]);
  server.limitStreams(8);
  server.limitStreams(8);
  await expect.poll(() => mostStreams(caller)).toEqual([100, 8]);
  const other = await connectRawHttp2(server.port);
  await expect.poll(() => mostStreams(other)).toEqual([100, 8]);
  server.limitStreams(100);
  for (const raw of [caller, other]) {
    await expect.poll(() => mostStreams(raw)).toEqual([100, 8, 100]);
  }
  await expectHealthy(server);
});

it("calls under way when limitStreams is called are answered, all of them", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let started = 0;
  const server = await startServer({
    handlers: {
      async getUser({ userId }) {
        started += 1;
        await released;
        return user(userId);
      },
    },
  });
  const raw = await connectRawHttp2(server.port);
  raw.send(calls(50));
  await expect.poll(() => started).toBe(50);
  server.limitStreams(8);
  await expect.poll(() => mostStreams(raw)).toContain(8);
  raw.send(frame(types.settings, ack, 0));
  release();
  await expect.poll(() => raw.responses().length).toBe(50);
  // Within what it may have now it is served on.
  raw.send(calls(8, 101));
  await expect.poll(() => raw.responses().length).toBe(58);
  expect(raw.resets()).toEqual([]);
});
