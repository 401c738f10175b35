import { describe, expect, it } from "vitest";
import { connectTo } from "./bad-input-http.fixture.ts";
import { expectHealthy, startServer } from "./bad-input-server.fixture.ts";
import {
  answered,
  callUnary,
  callWith,
  everyWay,
  framed,
  headOf,
  messageOf,
  outcomeOf,
  pathOf,
  type Rpc,
  refused,
} from "./bad-input-speech.fixture.ts";
import { heldBytes, peakGrowth } from "./peak-memory.fixture.ts";
import { envelope } from "./protocols/envelope.ts";
import {
  callHeaders,
  connectRawHttp2,
  frame,
  frameFlags,
  hpack,
  types,
} from "./raw-http2.fixture.ts";
import { connectRaw } from "./raw-socket.fixture.ts";

const mebibyte = 1024 * 1024;
const limit = 4 * mebibyte;
/** What a message of the limit may cost, and its client with it, which is in this process too. */
const growthBytes = 48 * mebibyte;
/** As buffers of their own they would come to ten times as much. */
const heldLimit = 12 * mebibyte;
/** Streams are enveloped in every protocol. */
const streams: readonly Rpc[] = ["SyncUsers", "BatchCreateUsers", "WatchUserUpdates"];

describe.each(everyWay)("$protocol over HTTP/$http", (way) => {
  it("takes a message of exactly maxMessageBytes", async () => {
    const connection = connectTo((await startServer()).port, way.http);
    const body = framed(way, "CreateUser", messageOf(limit));
    expect(await callWith(connection, way, "CreateUser", body)).toEqual(answered);
  });

  it.each(["with", "without"])(
    "refuses a message of one byte more, %s a content-length",
    async (how) => {
      const server = await startServer();
      const connection = connectTo(server.port, way.http);
      const body = framed(way, "CreateUser", messageOf(limit + 1));
      const exchange = connection.open(
        headOf(way, "CreateUser", how === "with" ? { "content-length": `${body.length}` } : {}),
      );
      await exchange.write(body.subarray(0, 5));
      exchange.end(body.subarray(5));
      expect(outcomeOf(await exchange.response)).toEqual(
        refused(way, "CreateUser", "RESOURCE_EXHAUSTED"),
      );
      expect(await callUnary(connection, way)).toEqual(answered);
      await expectHealthy(server);
    },
  );

  it("does not read on after a message of one byte more", async () => {
    const connection = connectTo((await startServer()).port, way.http);
    const exchange = connection.open(headOf(way, "CreateUser"));
    await exchange.write(framed(way, "CreateUser", messageOf(limit + 1)).subarray(0, 5));
    let over = false;
    const response = exchange.response.finally(() => {
      over = true;
    });
    const chunk = Buffer.alloc(256 * 1024);
    let chunks = 0;
    while (!over && (await exchange.write(chunk))) chunks += 1;
    expect(outcomeOf(await response)).toEqual(refused(way, "CreateUser", "RESOURCE_EXHAUSTED"));
    // What was on its way.
    expect(chunks * chunk.length).toBeLessThan(limit + 32 * mebibyte);
  });

  it.each(streams)("refuses an announced length of 4 GiB in %s before it comes", async (rpc) => {
    const server = await startServer();
    const connection = connectTo(server.port, way.http);
    const exchange = connection.open(headOf(way, rpc));
    const growth = await peakGrowth(async () => {
      await exchange.write(Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]));
      expect(outcomeOf(await exchange.response)).toEqual(refused(way, rpc, "RESOURCE_EXHAUSTED"));
    });
    expect(growth).toBeLessThan(growthBytes);
    expect(await callUnary(connection, way)).toEqual(answered);
  });
});

describe("A message that comes byte by byte takes no more memory than its bytes", () => {
  const message = Buffer.from(envelope(new Uint8Array(256 * 1024)));
  const path = pathOf("BatchCreateUsers");

  it("over HTTP/1.1", async () => {
    const server = await startServer();
    const raw = await connectRaw(server.port);
    raw.send(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/grpc\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const before = heldBytes();
    const chunks = [...message].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`);
    raw.send(chunks.slice(0, -1).join(""));
    await expect.poll(() => raw.socket.writableLength, { timeout: 10_000 }).toBe(0);
    expect(heldBytes() - before).toBeLessThan(heldLimit);
    raw.send(`${chunks.at(-1)}0\r\n\r\n`);
    await expect
      .poll(() => raw.received().toString(), { timeout: 10_000 })
      .toContain("grpc-status");
    await expectHealthy(server);
  });

  it("over HTTP/2", async () => {
    const server = await startServer();
    const raw = await connectRawHttp2(server.port);
    const head = callHeaders.map(
      ([name, value]) => [name, name === ":path" ? path : value] as const,
    );
    raw.send(frame(types.headers, frameFlags.endHeaders, 1, hpack(head)));
    const before = heldBytes();
    const batch = 16 * 1024;
    for (let at = 0; at < message.length - 1; at += batch) {
      await expect.poll(() => raw.window(1), { interval: 1 }).toBeGreaterThan(at + batch);
      const bytes = [...message.subarray(at, Math.min(at + batch, message.length - 1))];
      raw.send(Buffer.concat(bytes.map((byte) => frame(types.data, 0, 1, Buffer.from([byte])))));
    }
    await expect.poll(() => raw.socket.writableLength).toBe(0);
    expect(heldBytes() - before).toBeLessThan(heldLimit);
    raw.send(frame(types.data, frameFlags.endStream, 1, message.subarray(-1)));
    await expect.poll(raw.responses, { timeout: 10_000 }).toEqual([1]);
    expect(raw.resets()).toEqual([]);
    await expectHealthy(server);
  });
});
