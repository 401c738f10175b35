import fc from "fast-check";
import { asciiDomain } from "./email-domain.ts";
import { asciiLocalPart } from "./email-local-part.ts";

/** Two emails that look alike and are of different mailboxes. */
export interface DifferentEmails {
  readonly one: string;
  readonly other: string;
  /** How they differ, for a person. */
  readonly why: string;
}

type Change = readonly [one: string, other: string];

/** What may be put at the end of a local part. */
const localChanges = {
  "a letter more": ["", "x"],
  "a tag": ["", "+tag"],
  "a dot": ["x", ".x"],
  "a letter of another alphabet": ["a", "\u0430"],
  "the case of a letter beyond ASCII": ["\u00e9", "\u00c9"],
  "the case of a decomposed letter": ["e\u0301", "E\u0301"],
  "sharp s": ["ss", "\u00df"],
  "long s": ["s", "\u017f"],
  "dotless i": ["i", "\u0131"],
  "a dot above i": ["i", "\u0130"],
  "full width": ["a", "\uff41"],
  "a ligature": ["fi", "\ufb01"],
  "a superscript": ["2", "\u00b2"],
  "an accent": ["e", "\u00e9"],
} satisfies Record<string, Change>;

/** What may be put at the beginning of a domain. */
const domainChanges = {
  "a letter more in the domain": ["", "x"],
  "a subdomain": ["", "x."],
  "a hyphen in the domain": ["xy", "x-y"],
  "a letter of another alphabet in the domain": ["aa.", "\u0430\u0430."],
  "an accent in the domain": ["u.", "\u00fc."],
  "sharp s in the domain": ["ss.", "\u00df."],
  "final sigma in the domain": ["\u03b1\u03c3.", "\u03b1\u03c2."],
  "dotless i in the domain": ["i.", "\u0131."],
} satisfies Record<string, Change>;

/**
 * Two emails that look alike and are of different mailboxes: taking one leaves
 * the other free.
 */
export function differentEmails(): fc.Arbitrary<DifferentEmails> {
  const inLocal = fc.constantFrom(...Object.entries(localChanges));
  const inDomain = fc.constantFrom(...Object.entries(domainChanges));
  const parts = fc.tuple(asciiLocalPart(), asciiDomain());
  return fc.oneof(
    fc.tuple(parts, inLocal).map(([[local, domain], [why, [one, other]]]) => ({
      one: `${local}${one}@${domain}`,
      other: `${local}${other}@${domain}`,
      why,
    })),
    fc.tuple(parts, inDomain).map(([[local, domain], [why, [one, other]]]) => ({
      one: `${local}@${one}${domain}`,
      other: `${local}@${other}${domain}`,
      why,
    })),
  );
}
