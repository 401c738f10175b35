import assert from "node:assert/strict";
import { isServiceError } from "@org/user-core";
import {
  connectTimeoutMs,
  grpcTimeoutMs,
} from "../../packages/transport-connect/src/protocols/timeout.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const nanosecondsByUnit = new Map([
  ["H", 3_600_000_000_000n],
  ["M", 60_000_000_000n],
  ["S", 1_000_000_000n],
  ["m", 1_000_000n],
  ["u", 1_000n],
  ["n", 1n],
]);

/** Milliseconds by gRPC's grammar: `TimeoutValue TimeoutUnit`, the value of one to eight digits. */
function grpcExpected(text: string): number | undefined {
  const digits = text.slice(0, -1);
  const unit = nanosecondsByUnit.get(text.slice(-1));
  if (unit === undefined || digits.length < 1 || digits.length > 8) return undefined;
  if ([...digits].some((digit) => !"0123456789".includes(digit))) return undefined;
  return Number(BigInt(digits) * unit) / 1e6;
}

/** Milliseconds by Connect's grammar: one to ten digits. */
function connectExpected(text: string): number | undefined {
  if (text.length < 1 || text.length > 10) return undefined;
  return [...text].every((digit) => "0123456789".includes(digit))
    ? Number(BigInt(text))
    : undefined;
}

function attempt(read: typeof grpcTimeoutMs, header: string, text: string): number | undefined {
  try {
    return read({ get: (name) => (name === header ? text : null) });
  } catch (error) {
    assert.ok(isServiceError(error));
    assert.equal(error.code, "INVALID_ARGUMENT");
    return undefined;
  }
}

function assertClose(actual: number | undefined, expected: number | undefined): void {
  if (actual === undefined || expected === undefined) {
    assert.equal(actual, expected);
    return;
  }
  assert.ok(
    actual >= 0 && Math.abs(actual - expected) <= expected * 1e-12,
    `${actual} ${expected}`,
  );
}

/** Time-outs: those of the two grammars, in milliseconds, and all else INVALID_ARGUMENT. */
export const target: FuzzTarget = {
  words: ["0", "1", "99999999", "100000000", "9999999999", "H", "M", "S", "m", "u", "n"],
  run(data) {
    const text = createInput(data).text();
    assertClose(attempt(grpcTimeoutMs, "grpc-timeout", text), grpcExpected(text));
    assertClose(attempt(connectTimeoutMs, "connect-timeout-ms", text), connectExpected(text));
  },
};
