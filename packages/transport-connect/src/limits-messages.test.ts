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
import { peakGrowth } from "./peak-memory.fixture.ts";
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
    const chunk = framed(way, "CreateUser", messageOf(limit + 1));
    const growth = await peakGrowth(async () => {
      // Until the server has had enough of it.
      while (await exchange.write(chunk));
    });
    expect(outcomeOf(await exchange.response)).toEqual(
      refused(way, "CreateUser", "RESOURCE_EXHAUSTED"),
    );
    expect(growth).toBeLessThan(growthBytes);
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

describe("A message of 1 MiB byte by byte takes little more memory than at once", () => {
  const message = Buffer.from(envelope(new Uint8Array(mebibyte)));
  const head = callHeaders.map(
    ([name, value]) => [name, name === ":path" ? pathOf("BatchCreateUsers") : value] as const,
  );

  it("over HTTP/1.1", async () => {
    const server = await startServer();
    const raw = await connectRaw(server.port);
    const growth = await peakGrowth(async () => {
      raw.send(
        `POST ${pathOf("BatchCreateUsers")} HTTP/1.1\r\nhost: a\r\ncontent-type: application/grpc\r\ntransfer-encoding: chunked\r\n\r\n`,
      );
      const batch = 64 * 1024;
      for (let at = 0; at < message.length; at += batch) {
        const bytes = [...message.subarray(at, at + batch)];
        raw.send(bytes.map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join(""));
        await expect.poll(() => raw.socket.writableLength).toBe(0);
      }
      raw.send("0\r\n\r\n");
      await expect
        .poll(() => raw.received().toString(), { timeout: 10_000 })
        .toContain("grpc-status");
    });
    expect(growth).toBeLessThan(growthBytes);
    await expectHealthy(server);
  });

  it("over HTTP/2", async () => {
    const server = await startServer();
    const raw = await connectRawHttp2(server.port);
    const growth = await peakGrowth(async () => {
      raw.send(frame(types.headers, frameFlags.endHeaders, 1, hpack(head)));
      const batch = 16 * 1024;
      for (let at = 0; at < message.length; at += batch) {
        await expect.poll(() => raw.window(1), { interval: 1 }).toBeGreaterThan(at + batch);
        const bytes = [...message.subarray(at, at + batch)];
        raw.send(Buffer.concat(bytes.map((byte) => frame(types.data, 0, 1, Buffer.from([byte])))));
      }
      raw.send(frame(types.data, frameFlags.endStream, 1));
      await expect.poll(raw.responses, { timeout: 10_000 }).toEqual([1]);
    });
    expect(raw.resets()).toEqual([]);
    expect(growth).toBeLessThan(growthBytes);
    await expectHealthy(server);
  });
});
