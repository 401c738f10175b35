import {
  frame,
  frameFlags,
  hpack,
  types,
} from "../../packages/transport-connect/src/raw-http2.fixture.ts";
import type { Attack } from "../attack.ts";
import { flood } from "../flood.ts";
import { callTo, enveloped } from "../requests.ts";

const headers = hpack(callTo("WatchUserUpdates"));
const request = enveloped(Buffer.from([0x08, 2]));
const each = 100;
const watches = Buffer.concat(
  Array.from({ length: each }, (_, i) => {
    const opened = frame(types.headers, frameFlags.endHeaders, i * 2 + 1, headers);
    return Buffer.concat([opened, frame(types.data, frameFlags.endStream, i * 2 + 1, request)]);
  }),
);

/** Watches opened on every stream of a connection that then breaks. */
export const droppedStreams: Attack = {
  name: "dropped-streams",
  what: "100,000 watches opened, and dropped with their connections",
  transports: ["connect", "grpc"],
  seconds: 60,
  run: (target) =>
    flood(target, {
      unit: "watches",
      each,
      most: 1_000 * target.scale,
      next: (n) => (n === 0 ? watches : undefined),
    }),
};
