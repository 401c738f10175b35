import type { Compression } from "../protocols/compression.ts";
import { gunzip } from "./gunzip.ts";

const gzip: Compression = {
  name: "gzip",
  compress,
  decompress: async (bytes, maxBytes) => gunzip(bytes, maxBytes),
};

/** What runtimes of the fetch API bring, but for the very old. */
export const fetchCompressions: readonly Compression[] =
  "CompressionStream" in globalThis ? [gzip] : [];

async function compress(bytes: Uint8Array): Promise<Uint8Array> {
  const source = new Blob([new Uint8Array(bytes)]).stream();
  const stream = source.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
