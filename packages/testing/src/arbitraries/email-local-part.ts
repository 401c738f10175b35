import fc from "fast-check";
import { characterOf, codePoints, lettersAndDigits, someOf } from "./code-points.ts";
import { simplestFirst } from "./simplest-first.ts";

/** What an atom is made of beside letters and digits (RFC 5322, 3.2.3). */
const marks = "_+-!#$%&'*/=?^`{|}~";

/** Local parts of ASCII: one to three atoms, at most 62 bytes. The simplest is `a`. */
export function asciiLocalPart(): fc.Arbitrary<string> {
  const atom = someOf(characterOf(lettersAndDigits + marks), 20, "a");
  return fc.array(atom, { maxLength: 3 }).map((atoms) => atoms.join(".") || "a");
}

/** Characters beyond ASCII, in NFC, at most 9 bytes when decomposed. */
function internationalCharacter(): fc.Arbitrary<string> {
  return simplestFirst(
    characterOf("äéñöüÅÖÉßıſﬁẖ"),
    codePoints("а", "я"),
    codePoints("α", "ρ"),
    codePoints("ぁ", "ゖ"),
    codePoints("一", "鿐"),
    codePoints("가", "힣"),
    codePoints("א", "ת"),
    codePoints("अ", "न"),
    codePoints("😀", "🙄"),
    codePoints("𝓐", "𝔃"),
  );
}

/**
 * Local parts in NFC with characters beyond ASCII (RFC 6531), at most 64 bytes,
 * also when decomposed. The simplest is `ä`.
 */
export function internationalLocalPart(): fc.Arbitrary<string> {
  const plain = fc.string({ unit: characterOf(lettersAndDigits), maxLength: 9 });
  const international = someOf(internationalCharacter(), 3, "ä");
  return fc.tuple(plain, international, plain).map((parts) => parts.join(""));
}
