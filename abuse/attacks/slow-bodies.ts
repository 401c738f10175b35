import type { Attack } from "../attack.ts";
import { drip, holdOut } from "../crowd.ts";

const head =
  "POST /userservice.v1.UserService/CreateUser HTTP/1.1\r\nhost: localhost\r\n" +
  "content-type: application/json\r\nconnect-timeout-ms: 5000\r\ncontent-length: 1000000\r\n\r\n";

/** Bodies that come a byte at a time, until the call's deadline. */
export const slowBodies: Attack = {
  name: "slow-bodies",
  what: "bodies of HTTP/1.1 a byte every half second; their calls have 5 s of at most 30",
  transports: ["connect"],
  seconds: 8,
  run: (target) =>
    holdOut(target, 400 * target.scale, (socket) => {
      socket.write(head);
      drip(socket, 500, () => socket.write(" "));
    }),
};
