import {
  frame,
  frameFlags,
  hpack,
  preface,
  types,
} from "../../packages/transport-connect/src/raw-http2.fixture.ts";
import type { Attack } from "../attack.ts";
import { holdOut } from "../crowd.ts";
import { callTo, enveloped } from "../requests.ts";

const { endHeaders, endStream } = frameFlags;
/** SETTINGS_INITIAL_WINDOW_SIZE of 0: no answer has room. */
const noWindow = Buffer.from([0, 4, 0, 0, 0, 0]);
const body = enveloped(Buffer.from([0x10, 100]));
const asked = Buffer.concat([
  Buffer.from(preface),
  frame(types.settings, 0, 0, noWindow),
  ...Array.from({ length: 100 }, (_, i) => {
    const headers = frame(types.headers, endHeaders, i * 2 + 1, hpack(callTo("ListUsers")));
    return Buffer.concat([headers, frame(types.data, endStream, i * 2 + 1, body)]);
  }),
]);

/** Clients that ask and never take an answer. */
export const neverReads: Attack = {
  name: "never-reads",
  what: "ListUsers on every stream there is, whose answers get no window and are never read",
  transports: ["connect", "grpc"],
  run: (target) =>
    holdOut(target, 50 * target.scale, (socket) => {
      socket.write(asked);
      socket.pause();
    }),
};
