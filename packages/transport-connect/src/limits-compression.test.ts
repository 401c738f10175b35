import { once } from "node:events";
import { constants, createBrotliCompress, createGzip, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { connectTo, type HttpConnection } from "./bad-input-http.fixture.ts";
import { startServer } from "./bad-input-server.fixture.ts";
import {
  answered,
  callUnary,
  callWith,
  encodingHeader,
  everyWay,
  messageOf,
  type Rpc,
  refused,
  type Way,
} from "./bad-input-speech.fixture.ts";
import { peakGrowth } from "./peak-memory.fixture.ts";
import { envelope, flags } from "./protocols/envelope.ts";

const mebibyte = 1024 * 1024;
const bombBytes = 128 * mebibyte;
/** What a call may take: some limits' worth, and far from a bomb. */
const growthBytes = 64 * mebibyte;
const rpcs = ["CreateUser", "WatchUserUpdates", "BatchCreateUsers", "SyncUsers"] as const;

const empty = new Uint8Array();
const limit = 4 * mebibyte;
const compressedMessage = (bytes: number) => gzipSync(messageOf(bytes), { level: 1 });
const [most, more] = [compressedMessage(limit), compressedMessage(limit + 1)];
const bombs = new Map<string, Uint8Array>();

beforeAll(async () => {
  bombs.set("gzip", await compress(createGzip()));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
  bombs.set("br", await compress(createBrotliCompress({ params })));
});

describe.each(everyWay)("$protocol over HTTP/$http", (way) => {
  const callCompressed = (
    connection: HttpConnection,
    rpc: Rpc,
    message: Uint8Array,
    encoding: string,
  ) => {
    const headers = { [encodingHeader(way, rpc)]: encoding };
    return callWith(connection, way, rpc, compressed(way, rpc, message), headers);
  };

  it("takes a message of exactly maxMessageBytes, and refuses one byte more, after decompression", async () => {
    const { port } = await startServer();
    const connection = connectTo(port, way.http);
    const call = (message = empty) => callCompressed(connection, "CreateUser", message, "gzip");
    expect(await call(most)).toEqual(answered);
    expect(await call(more)).toEqual(refused(way, "CreateUser", "RESOURCE_EXHAUSTED"));
  });

  it("answers what is not compressed as it says with an error", async () => {
    const { port } = await startServer();
    const connection = connectTo(port, way.http);
    for (const rpc of rpcs) {
      for (const bytes of [Buffer.from("not gzip"), most.subarray(0, -9)]) {
        expect(await callCompressed(connection, rpc, bytes, "gzip")).toEqual(
          refused(way, rpc, "INVALID_ARGUMENT"),
        );
      }
    }
    expect(await callUnary(connection, way)).toEqual(answered);
  });

  it.each(["gzip", "br"])("refuses a bomb of %s and stays small", async (encoding) => {
    const { port } = await startServer();
    const connection = connectTo(port, way.http);
    const bomb = bombs.get(encoding) ?? empty;
    for (const rpc of rpcs) {
      const growth = await peakGrowth(async () => {
        expect(await callCompressed(connection, rpc, bomb, encoding)).toEqual(
          refused(way, rpc, "RESOURCE_EXHAUSTED"),
        );
      });
      expect(growth).toBeLessThan(growthBytes);
    }
    expect(await callUnary(connection, way)).toEqual(answered);
  });
});

function compressed({ protocol }: Way, rpc: Rpc, message: Uint8Array): Uint8Array {
  return protocol === "Connect" && rpc === "CreateUser"
    ? message
    : envelope(message, flags.compressed);
}

async function compress(stream: ReturnType<typeof createGzip | typeof createBrotliCompress>) {
  const zeros = Buffer.alloc(mebibyte);
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  for (let bytes = 0; bytes < bombBytes; bytes += zeros.length) {
    if (!stream.write(zeros)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "end");
  return Buffer.concat(chunks);
}
