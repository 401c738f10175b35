import fc from "fast-check";
import { type Invalid, invalidBy } from "./invalid.ts";
import { simplestFirst } from "./simplest-first.ts";

/** Request ids that the service accepts: UUIDs of any version, in either case. */
export function requestId(): fc.Arbitrary<string> {
  const lowerCase = simplestFirst(
    fc.uuid(),
    fc.constantFrom("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
  );
  return simplestFirst(
    lowerCase,
    lowerCase.map((id) => id.toUpperCase()),
  );
}

/**
 * Texts that are no request id, each with what is wrong with it. Never empty:
 * an empty one means none.
 */
export function invalidRequestId(): fc.Arbitrary<Invalid<string>> {
  const id = fc.uuid();
  return invalidBy({
    "is a number": fc.nat().map(String),
    "has no hyphens": id.map((text) => text.replaceAll("-", "")),
    "is in braces": id.map((text) => `{${text}}`),
    "is a URN": id.map((text) => `urn:uuid:${text}`),
    "is too short": id.map((text) => text.slice(1)),
    "is too long": id.map((text) => `${text}0`),
    "has white space at its end": id.map((text) => `${text} `),
    "has a letter that is no digit": id.map((text) => `g${text.slice(1)}`),
  });
}
