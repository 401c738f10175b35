import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { isServiceError } from "@org/user-core";
import { createBitReader } from "../../packages/transport-connect/src/gzip/bit-reader.ts";
import { gunzip } from "../../packages/transport-connect/src/gzip/gunzip.ts";
import { inflate } from "../../packages/transport-connect/src/gzip/inflate.ts";
import { createOutput } from "../../packages/transport-connect/src/gzip/output.ts";
import { countAllocations } from "../allocations.ts";
import { expectedGunzip, type Gunzipped, isRefusal } from "../expected-gunzip.ts";
import { createInput, cut, type Input } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

/** More than comes of the longest input. */
const unlimited = 2 ** 28;
/** What tables take. */
const tableBytes = 512;
/** For some 200 KiB of input and output: long for what is linear, and nothing to what is not. */
const maxCpuMs = 2_000;

const reasons: Readonly<Record<string, string>> = {
  INVALID_ARGUMENT: "INVALID_REQUEST",
  RESOURCE_EXHAUSTED: "MESSAGE_TOO_LARGE",
};

function read(bytes: Uint8Array, maxBytes: number): Gunzipped {
  let outcome: Gunzipped = "";
  const before = process.cpuUsage();
  const { largest } = countAllocations(() => {
    outcome = gunzipped(bytes, maxBytes);
  });
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < maxCpuMs * 1_000, `${user + system} µs`);
  assert.ok(largest <= Math.max(maxBytes, tableBytes), `${largest} bytes for ${maxBytes}`);
  return outcome;
}

function gunzipped(bytes: Uint8Array, maxBytes: number): Gunzipped {
  try {
    return Buffer.from(gunzip(bytes, maxBytes)).toString("hex");
  } catch (error) {
    if (!isServiceError(error)) throw error;
    assert.equal(error.reason, reasons[error.code]);
    return error.code;
  }
}

const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);

/**
 * Makes members of deflated bodies. Chance finds no checksum, and a wrong one would hide what came before
 * it: each member has that of what our reader makes of it, right or wrong.
 */
function sealed(bodies: readonly Uint8Array[]): Uint8Array {
  const output = createOutput(unlimited);
  const members = bodies.map((body) => {
    output.beginMember();
    try {
      inflate(createBitReader(body), output);
    } catch (error) {
      if (!isServiceError(error)) throw error;
    }
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc32(output.member()));
    trailer.writeUInt32LE(output.member().length, 4);
    return Buffer.concat([header, body, trailer]);
  });
  return Buffer.concat(members);
}

/** Gzip as it is, or as deflated bodies, once or many times. */
function gzipOf(input: Input): Uint8Array {
  const how = input.byte();
  const gzip = (how & 1) === 0 ? input.rest() : sealed(cut(input).chunks);
  return how < 0xf0 ? gzip : Buffer.concat(Array(64).fill(gzip));
}

/** What is malformed and over the limit too may be refused for either: zlib looks at the limit piece by piece. */
function requireBothFaults(gzip: Uint8Array, expected: Gunzipped, actual: Gunzipped): void {
  assert.ok(isRefusal(expected) && isRefusal(actual), `${actual} for ${expected}`);
  assert.equal(expectedGunzip(gzip, unlimited), "INVALID_ARGUMENT");
  assert.equal(gunzipped(gzip, unlimited), "INVALID_ARGUMENT");
}

/** Gzip: what Node's zlib reads and refuses, no more bytes than the limit, no more time than it has bytes. */
export const target: FuzzTarget = {
  words: ["\u0003\0", "KLJ\u0006\0", "\0\0\0\0\0\0\0\0"],
  run(data) {
    const input = createInput(data);
    const maxBytes = 2 ** (input.byte() % 18);
    const gzip = gzipOf(input);
    const expected = expectedGunzip(gzip, maxBytes);
    const actual = read(gzip, maxBytes);
    if (actual !== expected) requireBothFaults(gzip, expected, actual);
    if (isRefusal(expected)) return;
    const length = expected.length / 2;
    assert.equal(read(gzip, length), expected);
    if (length > 0) assert.equal(read(gzip, length - 1), "RESOURCE_EXHAUSTED");
  },
};
