import fc from "fast-check";
import { asciiDomain, internationalDomain, toAsciiDomain } from "./email-domain.ts";
import { asciiLocalPart, internationalLocalPart } from "./email-local-part.ts";
import { padded } from "./padded.ts";
import { simplestFirst } from "./simplest-first.ts";

/** Two spellings of one email address: `[one, other]`, of one mailbox and perhaps the same text. */
export type EmailSpellings = readonly [one: string, other: string];

/** Characters that Unicode composes to the same ones, in ASCII or beyond it. */
const sameCharacters: readonly (readonly [string, string])[] = [
  ["k", "\u212a"],
  ["`", "\u1fef"],
  ["\u00c5", "\u212b"],
  ["\u03a9", "\u2126"],
  // No capital of these is composed; their small letters are.
  ["\u1e96", "H\u0331"],
  ["\u01f0", "J\u030c"],
  ["\u1e97", "T\u0308"],
  ["\u1e98", "W\u030a"],
  ["\u1e99", "y\u030a"],
  ["\u1100\u1161\u11a8", "\uac01"],
  ["\u095c", "\u0921\u093c"],
  ["\u{1d15e}", "\u{1d157}\u{1d165}"],
  // Composed since Unicode 16, which is newer than some runtimes' IDNA.
  ["\u{105c9}", "\u{105d2}\u{307}"],
];

/**
 * Two spellings of one mailbox: in other ASCII case, composed or decomposed,
 * the domain in Unicode, punycode or full width, with white space around them.
 * An email taken in one spelling is taken in the other. A failure shrinks
 * towards `["a@a.a", "a@a.a"]`.
 */
export function emailSpellings(): fc.Arbitrary<EmailSpellings> {
  const local = simplestFirst(
    twice(asciiLocalPart(), localSpelling),
    twice(internationalLocalPart(), localSpelling),
    exoticLocalParts(),
  );
  const domain = simplestFirst(
    twice(asciiDomain(), domainSpelling),
    twice(internationalDomain(), domainSpelling),
  );
  const space = padded(fc.constant(""));
  return fc
    .tuple(local, domain, space, space)
    .map(([[oneLocal, otherLocal], [oneDomain, otherDomain], before, after]) => [
      `${oneLocal}@${oneDomain}`,
      `${before}${otherLocal}@${otherDomain}${after}`,
    ]);
}

/** How to write a text. */
type Spelling = (text: string) => string;

function twice(
  text: fc.Arbitrary<string>,
  spelling: () => fc.Arbitrary<Spelling>,
): fc.Arbitrary<EmailSpellings> {
  return fc
    .tuple(text, spelling(), spelling())
    .map(([plain, one, other]) => [one(plain), other(plain)]);
}

function localSpelling(): fc.Arbitrary<Spelling> {
  const form = fc.constantFrom("NFC", "NFD");
  return fc.tuple(asciiCase(), form).map(
    ([recase, normalForm]) =>
      (text) =>
        recase(text).normalize(normalForm),
  );
}

function exoticLocalParts(): fc.Arbitrary<EmailSpellings> {
  return fc
    .tuple(asciiLocalPart(), fc.constantFrom(...sameCharacters), fc.boolean())
    .map(([text, [one, other], swapped]) => {
      const spellings = [one, other].map((each) => each + text);
      const [first = "", second = ""] = swapped ? spellings.reverse() : spellings;
      return [first, second];
    });
}

const domainForms = {
  unicode: (domain: string) => domain,
  ascii: toAsciiDomain,
  decomposed: (domain: string) => domain.normalize("NFD"),
  capitals: (domain: string) => domain.replace(/[äöüа-яα-ρ]/g, (c) => c.toUpperCase()),
  fullWidth: (domain: string) =>
    domain.replace(/[A-Za-z0-9]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)),
  ideographicDots: (domain: string) => domain.replaceAll(".", "\u3002"),
} satisfies Record<string, Spelling>;

function domainSpelling(): fc.Arbitrary<Spelling> {
  return fc.tuple(fc.constantFrom(...Object.values(domainForms)), asciiCase()).map(
    ([write, recase]) =>
      (domain) =>
        recase(write(domain)),
  );
}

/** Some of the ASCII letters in the other case; at its simplest none. */
function asciiCase(): fc.Arbitrary<Spelling> {
  return fc
    .nat({ max: 2 ** 16 - 1 })
    .map(
      (flips) => (text) =>
        [...text]
          .map((c, i) => ((flips >> (i % 16)) & 1 && /[A-Za-z]/.test(c) ? otherCase(c) : c))
          .join(""),
    );
}

function otherCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}
