import type { DescMethod, Message } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { type ServiceErrorOptions, type StatusCode, statusNumbers } from "@org/user-core";
import fc from "fast-check";
import { messageOf, text } from "./differential-messages.fixture.ts";
import type { Failure, Pair, Script } from "./differential-service.fixture.ts";

/** What handlers of this method do; one that hangs is asked for. */
export function scriptOf(method: DescMethod, hangs = false): fc.Arbitrary<Script> {
  const one = method.methodKind === "unary" || method.methodKind === "client_streaming";
  const count = one ? { minLength: 1, maxLength: 1 } : { maxLength: 4 };
  return fc.record({
    reads: fc.oneof(
      { weight: 4, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
      { weight: 1, arbitrary: fc.nat({ max: 2 }) },
    ),
    turns: fc.nat({ max: 2 }),
    headers: metadata,
    trailers: metadata,
    sendsHeaders: fc.boolean(),
    hangs: fc.constant(hangs),
    responses: fc.array(responseOf(method), count),
    failure: fc.option(failure, { nil: undefined }),
  });
}

/** Names that are nobody's but a handler's. */
const name = fc
  .tuple(fc.constantFrom("x-", "trace-", "a", "grpc-x"), fc.stringMatching(/^[a-z0-9-]{0,6}$/))
  .map((parts) => parts.join(""));

const bin = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, ""));

const ascii = fc.stringMatching(/^[!-~]{1,8}( [ -~]{0,8}[!-~])?$/);

const pair = fc.oneof(
  fc.tuple(name, ascii),
  fc.tuple(
    name.map((start) => `${start}-bin`),
    bin,
  ),
  fc.tuple(fc.constantFrom("x-twice", "x-twice-bin"), fc.constantFrom("YQ", "Yg")),
);

/** Metadata, ASCII and binary, names more than once among it. */
export const metadata: fc.Arbitrary<readonly Pair[]> = fc
  .tuple(fc.subarray<Pair>([["x-empty", ""]]), fc.array(pair, { maxLength: 4 }))
  .map((lists) => lists.flat());

/** Some that can't be written, of a type with a number in it. */
function responseOf({ output }: DescMethod): fc.Arbitrary<Message> {
  const sound = messageOf(output);
  const number = output.fields.find(
    ({ fieldKind, oneof, message }) => fieldKind === "scalar" && !oneof && !message,
  );
  const overflowing = ["id", "total", "userId"].find((key) => key in output.field);
  if (number === undefined || overflowing === undefined) return sound;
  const unsound = sound.map((message) => Object.assign(message, { [overflowing]: 2 ** 40 }));
  return fc.oneof({ weight: 30, arbitrary: sound }, { weight: 1, arbitrary: unsound });
}

// Its keys are the codes.
const codes = Object.keys(statusNumbers) as StatusCode[];

const message = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.nat({ max: 6_000 }).map((length) => "long ".repeat(length / 5)) },
  { weight: 1, arbitrary: fc.nat({ max: 1_200 }).map((length) => `${"é😀".repeat(length / 3)}`) },
);

const otherDetail = fc
  .record({
    typeUrl: fc.constantFrom("type.googleapis.com/acme.Detail", "example.com/a/b.C"),
    value: fc.uint8Array({ maxLength: 10 }),
  })
  .map((init) => create(AnySchema, init));

const options: fc.Arbitrary<ServiceErrorOptions> = fc.record(
  {
    reason: fc.constantFrom("EMAIL_TAKEN", "A_REASON_OF_OURS", "LONG_".repeat(20)),
    domain: fc.constantFrom("userservice", "example.com"),
    metadata: fc.dictionary(fc.stringMatching(/^[a-z_]{1,5}$/), text, { maxKeys: 2 }),
    fieldViolations: fc.array(fc.record({ field: text, description: text }), { maxLength: 2 }),
    retryAfterMs: fc.nat({ max: 100_000 }),
    requestId: fc.uuid(),
    otherDetails: fc.array(otherDetail, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const failure: fc.Arbitrary<Failure> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("throws", "cancels"),
      code: fc.constantFrom(...codes),
      message,
      options,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("unexpected"),
      thrown: fc.constantFrom<unknown>(new Error("secret"), "text", undefined, null, 7),
    }),
  },
);
