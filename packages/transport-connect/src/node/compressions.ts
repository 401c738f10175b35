import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from "node:zlib";
import type { Compression } from "../protocols/compression.ts";
import { notCompressed, tooLarge } from "../protocols/refusals.ts";

/** Answers are made while somebody waits: Brotli's own default would take a hundred times as long. */
const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** What `node:zlib` brings. */
export const nodeCompressions: readonly Compression[] = [
  {
    name: "gzip",
    compress: (bytes) => result((done) => gzip(bytes, done)),
    decompress: (bytes, maxBytes) =>
      inflated("gzip", maxBytes, (options, done) => gunzip(bytes, options, done)),
  },
  {
    name: "br",
    compress: (bytes) => result((done) => brotliCompress(bytes, fast, done)),
    decompress: (bytes, maxBytes) =>
      inflated("br", maxBytes, (options, done) => brotliDecompress(bytes, options, done)),
  },
];

type Done = (error: NodeJS.ErrnoException | null, bytes: Uint8Array) => void;

function result(run: (done: Done) => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    run((error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}

/** zlib looks at what it has made after each 16 KiB, and stops beyond the limit. */
async function inflated(
  name: string,
  maxBytes: number,
  run: (options: { maxOutputLength: number }, done: Done) => void,
): Promise<Uint8Array> {
  try {
    return await result((done) => run({ maxOutputLength: maxBytes }, done));
  } catch (error) {
    const isOver =
      error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw isOver ? tooLarge(maxBytes) : notCompressed(name);
  }
}
