import type { Attack } from "../attack.ts";
import { drip, holdOut } from "../crowd.ts";

/** Headers of HTTP/1.1 that do not end, a line at a time. */
export const slowHeaders: Attack = {
  name: "slow-headers",
  what: "headers of HTTP/1.1 a line every half second, without an end",
  transports: ["connect"],
  seconds: 13,
  run: (target) =>
    holdOut(target, 400 * target.scale, (socket) => {
      socket.write("POST /userservice.v1.UserService/GetUser HTTP/1.1\r\nhost: localhost\r\n");
      drip(socket, 500, () => socket.write("x-more: 1\r\n"));
    }),
};
