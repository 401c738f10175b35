import fc from "fast-check";
import { loneSurrogate } from "./any-text.ts";
import type { CarrierOptions } from "./carrier.ts";
import { anyCodePoint, characterOf, codePoints, lettersAndDigits } from "./code-points.ts";
import { type Invalid, invalidBy } from "./invalid.ts";
import { simplestFirst } from "./simplest-first.ts";

const minCodePoints = 8;
const maxCodePoints = 128;

/** `a` is the simplest. */
function passwordOf(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const unit = simplestFirst(
    characterOf(`${lettersAndDigits} !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~`),
    characterOf("äéß\u0301"),
    codePoints("😀", "🙄"),
    anyCodePoint(),
  );
  return fc.string({ unit, minLength, maxLength });
}

/**
 * Passwords that the service accepts: 8 to 128 code points of any kind, also
 * with white space at their ends, control and astral characters; often exactly
 * 8 or 128. The simplest is `aaaaaaaa`.
 */
export function password(): fc.Arbitrary<string> {
  // As a last step and none at first, so that a failure of a long one shrinks to a short one.
  const filler = fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.constantFrom("a", "😀") },
  );
  return fc
    .tuple(passwordOf(minCodePoints, maxCodePoints), filler)
    .map(([text, character]) => text + character.repeat(maxCodePoints - [...text].length));
}

/**
 * Passwords that the service refuses, each with what is wrong with it. Never
 * empty: an empty one means none.
 */
export function invalidPassword({
  carriedBy = "json",
}: CarrierOptions = {}): fc.Arbitrary<Invalid<string>> {
  const kinds = {
    "has fewer than 8 code points": simplestFirst(
      passwordOf(1, minCodePoints - 1),
      passwordOf(minCodePoints - 1, minCodePoints - 1),
    ),
    "has more than 128 code points": simplestFirst(
      passwordOf(maxCodePoints + 1, maxCodePoints + 1),
      passwordOf(maxCodePoints + 1, 2 * maxCodePoints),
    ),
  };
  if (carriedBy !== "memory") return invalidBy(kinds);
  const half = passwordOf(minCodePoints / 2, maxCodePoints / 4);
  // Ends are plain, or a half of a pair might find its other half.
  const torn = fc.tuple(half, loneSurrogate(), half).map(([a, lone, b]) => `${a}-${lone}-${b}`);
  return invalidBy({ ...kinds, "has a lone surrogate": torn });
}
