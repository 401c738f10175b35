import type { Defect } from "./defect.ts";

const source = "packages/transport-connect/src";

/** Mistakes in how requests are decompressed. */
export const gzipDefects: readonly Defect[] = [
  {
    name: "gzip: the limit is looked at when the message is whole",
    file: `${source}/inflater.ts`,
    find: "compression.decompress(bytes, maxBytes)",
    replace: "compression.decompress(bytes, 2 ** 30)",
    suite: "limits, compression",
    promise: "gRPC over HTTP/2 > refuses a bomb of gzip and stays small",
  },
  {
    name: "gzip: the limit is each member's",
    file: `${source}/gzip/output.ts`,
    find: "    if (needed > maxBytes) throw tooLarge(maxBytes);\n",
    replace: "    if (needed - start > maxBytes) throw tooLarge(maxBytes);\n",
    suite: "unit, gunzip",
    promise: "limits what comes of all members together",
  },
  {
    name: "gzip: checksums are not compared",
    file: `${source}/gzip/gunzip.ts`,
    find: "number() !== crc32(member)",
    replace: "number() < 0",
    suite: "unit, gunzip",
    promise: "refuses a member whose checksum or length is not its own",
  },
  {
    name: "gzip: what is no member after one is left out",
    file: `${source}/gzip/gunzip.ts`,
    find: "while (input.rest().length > 0);",
    replace: "while (input.rest()[0] === 0x1f);",
    suite: "unit, gunzip",
    promise: "refuses what comes after the last member, which is no member",
  },
  {
    name: "gzip: a member repeats what another one has made",
    file: `${source}/gzip/output.ts`,
    find: "distance > used - start",
    replace: "distance > used",
    suite: "unit, inflate",
    promise: "refuses to repeat what another member has made",
  },
];
