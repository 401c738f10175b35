import type { Attack } from "../attack.ts";
import { holdOut } from "../crowd.ts";

/** Connections that say nothing. */
export const silence: Attack = {
  name: "silence",
  what: "connections that say nothing",
  transports: ["connect", "grpc"],
  seconds: 13,
  run: (target) => holdOut(target, 1_000 * target.scale, () => {}),
};
