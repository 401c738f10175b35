import fc from "fast-check";
import type { Speech } from "./differential-speech.fixture.ts";

/** Values of the protocol's timeout header, right ones and wrong ones. */
export function timeoutOf({
  protocol,
}: Pick<Speech, "protocol">): fc.Arbitrary<string | undefined> {
  return protocol === "connect" ? connect : grpc;
}

/** What the header says, if it is a sound one. */
export function millisecondsOf(timeout: string | undefined): number {
  const [, digits = "", unit = "m"] = /^(\d+)([HMSmun]?)$/.exec(timeout ?? "") ?? [];
  const inMs = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };
  // The expression allows no others.
  return Number(digits) * inMs[(unit || "m") as keyof typeof inMs];
}

/** Timeouts longer than any timer. */
export function longTimeoutOf({ protocol }: Pick<Speech, "protocol">): fc.Arbitrary<string> {
  return fc.constantFrom(...(protocol === "connect" ? longConnect : longGrpc));
}

/** Timeouts of at least a millisecond and at most a day. */
export function soundTimeoutOf({ protocol }: Pick<Speech, "protocol">): fc.Arbitrary<string> {
  return protocol === "connect" ? soundConnect : soundGrpc;
}

const soundGrpc = fc.oneof(
  ...Object.entries({ H: 24, M: 1_440, S: 86_400, m: 86_400_000 }).map(([unit, max]) =>
    fc.integer({ min: 1, max }).map((digits) => `${digits}${unit}`),
  ),
  fc.integer({ min: 1_000, max: 99_999_999 }).map((digits) => `${digits}u`),
  fc.integer({ min: 1_000_000, max: 99_999_999 }).map((digits) => `${digits}n`),
);

const soundConnect = fc.integer({ min: 1, max: 86_400_000 }).map(String);

const zeros = ["0H", "00S", "0m", "00000000u", "0n"];
const shorts = ["1u", "999u", "1n", "999999n"];
const longConnect = ["2147483648", "9999999999"];
const longGrpc = ["99999999H", "99999999M", "99999999S", "2147484S"];
const malformedGrpc = [
  "",
  "1",
  "S",
  "-1S",
  "+1S",
  "1.5S",
  "123456789S",
  "1s",
  "1 S",
  "1S,1S",
  "0x1S",
];
const malformedConnect = ["", "1S", "-1", "+1", "1.5", "1e3", "12345678901", "0x10", "1 0", "1, 1"];

const grpc = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 6, arbitrary: soundGrpc },
  { weight: 1, arbitrary: fc.constantFrom(...zeros) },
  { weight: 1, arbitrary: fc.constantFrom(...shorts) },
  { weight: 2, arbitrary: fc.constantFrom(...longGrpc) },
  { weight: 2, arbitrary: fc.constantFrom(...malformedGrpc) },
);

const connect = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 6, arbitrary: soundConnect },
  { weight: 1, arbitrary: fc.constantFrom("0", "0000000000") },
  { weight: 2, arbitrary: fc.constantFrom(...longConnect) },
  { weight: 2, arbitrary: fc.constantFrom(...malformedConnect) },
);
