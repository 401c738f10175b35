import fc from "fast-check";
import { loneSurrogate } from "./any-text.ts";
import type { CarrierOptions } from "./carrier.ts";
import { characterOf, codePoints, letters, someOf } from "./code-points.ts";
import { insertInto } from "./insert-into.ts";
import { type Invalid, invalidBy } from "./invalid.ts";
import { simplestFirst } from "./simplest-first.ts";

const maxCodePoints = 200;

/** One code point that no trimming removes; `A` is the simplest. */
function nameCharacter(): fc.Arbitrary<string> {
  return simplestFirst(
    characterOf(`A${letters}0123456789'-.,<>&"\\/%`),
    codePoints("À", "ÿ"),
    codePoints("א", "ת"),
    codePoints("一", "鿐"),
    codePoints("😀", "🙄"),
    codePoints("𝓐", "𝔃"),
    // Combining, joining, invisible and bidirectional ones are no control characters.
    characterOf("\u0301\u200d\u200b\u202e\u00ad\ufe0f\ue000"),
  );
}

/**
 * Names that the service accepts and stores as they are: characters of any
 * alphabet with spaces between them, up to 60 or exactly 200 code points. The simplest
 * is `A`.
 */
export function userName(): fc.Arbitrary<string> {
  const unit = simplestFirst(nameCharacter(), characterOf(" \u00a0\u3000"));
  const words = someOf(unit, 60, "A").map((text) => text.trim() || "A");
  // As a last step and none at first, so that a failure of a long one shrinks to a short one.
  const filler = fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.constantFrom("A", "😀") },
  );
  return fc
    .tuple(words, filler)
    .map(([text, character]) => text + character.repeat(maxCodePoints - [...text].length));
}

function nameOf(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: nameCharacter(), minLength, maxLength });
}

/**
 * Names that the service refuses, each with what is wrong with it. Never blank:
 * where a blank one means that none is given, that is no fault.
 */
export function invalidUserName({
  carriedBy = "json",
}: CarrierOptions = {}): fc.Arbitrary<Invalid<string>> {
  const plain = fc.string({ unit: characterOf(letters), minLength: 2, maxLength: 20 });
  const kinds = {
    "has more than 200 code points": simplestFirst(
      nameOf(maxCodePoints + 1, maxCodePoints + 1),
      nameOf(maxCodePoints + 1, 2 * maxCodePoints),
    ),
    "has a control character": insertInto(
      plain,
      characterOf("\u0000\t\n\r\u0007\u001b\u001f\u007f\u0085\u009f"),
    ),
  };
  if (carriedBy !== "memory") return invalidBy(kinds);
  const torn = fc.tuple(plain, loneSurrogate(), plain).map((parts) => parts.join(""));
  return invalidBy({ ...kinds, "has a lone surrogate": torn });
}
