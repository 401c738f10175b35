import { isServiceError } from "@org/user-core";
import { createBodyReader } from "./body-reader.ts";
import type { Compression } from "./compression.ts";
import { noBytes } from "./protocol.ts";
import { notCompressed } from "./refusals.ts";

/** So much is inflated at once: a runtime may make of it all that it can before anybody looks, a thousand times as much. */
const pieceBytes = 1024;

const gzip: Compression = {
  name: "gzip",
  compress: (bytes) => through(new CompressionStream("gzip"), bytes, Number.POSITIVE_INFINITY),
  async decompress(bytes, maxBytes) {
    try {
      return await through(new DecompressionStream("gzip"), bytes, maxBytes);
    } catch (error) {
      throw isServiceError(error) ? error : notCompressed("gzip");
    }
  },
};

/** What the Compression Streams standard brings: https://compression.spec.whatwg.org. Nothing where a runtime lacks it. */
export const streamCompressions: readonly Compression[] =
  "DecompressionStream" in globalThis ? [gzip] : [];

/** What comes out of a stream that these bytes are put into. Throws as soon as it is more than the limit. */
async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array> {
  const source = piecesOf(bytes).pipeThrough(stream).getReader();
  let whole = noBytes;
  const reader = createBodyReader(maxBytes, (all) => {
    whole = all;
  });
  try {
    for (;;) {
      const { done, value } = await source.read();
      if (done) break;
      reader.push(value);
    }
  } catch (error) {
    source.cancel().catch(() => {});
    throw error;
  }
  reader.end();
  return whole;
}

function piecesOf(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length)
        controller.enqueue(new Uint8Array(bytes.subarray(at, at + pieceBytes)));
      else controller.close();
      at += pieceBytes;
    },
  });
}
