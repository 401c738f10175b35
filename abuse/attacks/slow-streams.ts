import {
  frame,
  frameFlags,
  hpack,
  preface,
  types,
} from "../../packages/transport-connect/src/raw-http2.fixture.ts";
import type { Attack } from "../attack.ts";
import { drip, holdOut } from "../crowd.ts";
import { callTo } from "../requests.ts";

const streams = Array.from({ length: 100 }, (_, i) => i * 2 + 1);
const opened = Buffer.concat([
  Buffer.from(preface),
  frame(types.settings, 0, 0),
  ...streams.map((stream) =>
    frame(types.headers, frameFlags.endHeaders, stream, hpack(callTo("GetUser"))),
  ),
]);
const dripped = Buffer.concat(
  streams.map((stream) => frame(types.data, 0, stream, Buffer.from([0]))),
);

/** The same over HTTP/2, a hundred calls to a connection. */
export const slowStreams: Attack = {
  name: "slow-streams",
  what: "unary calls over HTTP/2 on every stream there is, their bodies a byte a second",
  transports: ["connect", "grpc"],
  run: (target) =>
    holdOut(target, 20 * target.scale, (socket) => {
      socket.write(opened);
      drip(socket, 1_000, () => socket.write(dripped));
    }),
};
