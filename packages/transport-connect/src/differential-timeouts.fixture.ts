import { fc } from "./differential-fast-check.fixture.ts";
import type { Speech } from "./differential-speech.fixture.ts";

/** Values of the protocol's timeout header, right ones and wrong ones. */
export function timeoutOf({
  protocol,
}: Pick<Speech, "protocol">): fc.Arbitrary<string | undefined> {
  return protocol === "connect" ? connect : grpc;
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
const longs = ["99999999H", "99999999M", "99999999S", "99999999m"];
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
  { weight: 2, arbitrary: fc.constantFrom(...longs) },
  { weight: 2, arbitrary: fc.constantFrom(...malformedGrpc) },
);

const connect = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 6, arbitrary: soundConnect },
  { weight: 1, arbitrary: fc.constantFrom("0", "0000000000") },
  { weight: 2, arbitrary: fc.constantFrom("2147483648", "9999999999") },
  { weight: 2, arbitrary: fc.constantFrom(...malformedConnect) },
);
