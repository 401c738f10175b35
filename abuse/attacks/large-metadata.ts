import type { Attack } from "../attack.ts";
import { callAgainAndAgain } from "../calls.ts";
import { enveloped } from "../requests.ts";

const getUser = enveloped(Buffer.from([0x08, 2]));

/** Metadata just below what ends the connection, over what a call may have. */
export const largeMetadata: Attack = {
  name: "large-metadata",
  what: "calls with 60 KB of metadata, of 16 KB allowed",
  transports: ["connect", "grpc"],
  run: (target) =>
    callAgainAndAgain(target, {
      method: "GetUser",
      type: "application/grpc",
      headers: Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [`x-large-${i}`, "v".repeat(1_000)]),
      ),
      body: getUser,
      atOnce: 50,
    }),
};
