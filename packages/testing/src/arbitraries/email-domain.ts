import fc from "fast-check";
import { characterOf, codePoints, letters, lettersAndDigits, someOf } from "./code-points.ts";
import { simplestFirst } from "./simplest-first.ts";

/** Letters and digits, in one to three groups with hyphens between them: at most 14 characters. */
function asciiLabel(): fc.Arbitrary<string> {
  const group = someOf(characterOf(lettersAndDigits), 4, "a");
  const rest = fc.array(fc.tuple(fc.constantFrom("-", ""), group), { maxLength: 2 });
  return fc.tuple(group, rest).map(([first, more]) => first + more.flat().join(""));
}

/** Begins with a letter, so that no domain looks like an IPv4 address. */
function topLabel(): fc.Arbitrary<string> {
  const rest = fc.string({ unit: characterOf(lettersAndDigits), maxLength: 6 });
  return fc.tuple(characterOf(letters), rest).map((parts) => parts.join(""));
}

/** Domains of ASCII: two to four labels, at most 52 bytes. The simplest is `a.a`. */
export function asciiDomain(): fc.Arbitrary<string> {
  const labels = fc.array(asciiLabel(), { maxLength: 3 });
  return fc.tuple(labels, topLabel()).map(([before, top]) => {
    const [first = "a", ...rest] = before;
    return [first, ...rest, top].join(".");
  });
}

/** Of one script each: a label must not mix directions of writing (RFC 5893). */
function internationalLabels(): readonly fc.Arbitrary<string>[] {
  return [
    someOf(characterOf("üäöéßñøå"), 6, "ü"),
    someOf(codePoints("а", "я"), 6, "а"),
    someOf(codePoints("α", "ρ"), 6, "α"),
    someOf(codePoints("ぁ", "ん"), 6, "ぁ"),
    someOf(codePoints("一", "鿐"), 6, "一"),
    someOf(codePoints("가", "힣"), 6, "가"),
    someOf(codePoints("א", "ת"), 6, "א"),
    someOf(codePoints("ف", "ي"), 6, "ف"),
    someOf(codePoints("अ", "न"), 6, "अ"),
    someOf(codePoints("ก", "ฮ"), 6, "ก"),
  ];
}

/**
 * Domains with labels beyond ASCII, in NFC and lower case, as people write them
 * (U-labels). The simplest is `ü.a`.
 */
export function internationalDomain(): fc.Arbitrary<string> {
  const domains = internationalLabels().map((label) => {
    const top = simplestFirst(
      topLabel().map((text) => text.toLowerCase()),
      label,
    );
    return fc
      .tuple(label, fc.array(label, { maxLength: 1 }), top)
      .map(([last, rest, end]) => [...rest, last, end].join("."));
  });
  return simplestFirst(...domains);
}

/** A domain in its ASCII form (UTS 46), which every runtime has inside `URL`. */
export function toAsciiDomain(domain: string): string {
  return new URL(`http://${domain}`).hostname;
}
