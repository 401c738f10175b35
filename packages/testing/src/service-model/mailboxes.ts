import fc from "fast-check";

/**
 * Some mailboxes, each in several spellings: in other case, composed and not,
 * the domain in Unicode, punycode or full width, with white space around.
 */
const mailboxes = [
  ["ada@example.com", "ADA@example.com", " Ada@Example.COM\t", "ada@ｅxample.com"],
  [
    "grace@münchen.example",
    "Grace@MÜNCHEN.example",
    "grace@xn--mnchen-3ya.example",
    "GRACE@XN--MNCHEN-3YA.example",
    "grace@mu\u0308nchen.example\n",
  ],
  ["ren\u00e9@example.com", "rene\u0301@example.com", "REN\u00e9@Example.com"],
  // Another mailbox than the one before: case counts beyond ASCII.
  ["REN\u00c9@example.com", "ren\u00c9@example.com", "  renE\u0301@example.com"],
  ["ada@straße.example", "Ada@xn--strae-oqa.example", "ada@STRAßE.example "],
] as const;

const numbersByEmail = new Map<string, number>(
  mailboxes.flatMap((spellings, number) => spellings.map((each) => [each.trim(), number] as const)),
);

/** What is no email address. */
const malformed = ["nowhere", "ada@localhost", "ada lovelace@example.com", "ada@example..com"];

// The first spelling of each first: a failure shrinks towards them.
const spellings = mailboxes
  .flatMap((each) => each.map((email, i) => ({ email, i })))
  .toSorted((a, b) => a.i - b.i)
  .map(({ email }) => email);

/** All spellings of all mailboxes. */
export const allSpellings: readonly string[] = spellings;

/** An email address in some spelling. */
export function anyEmail(): fc.Arbitrary<string> {
  return fc.constantFrom(...spellings);
}

/** A text that is no email address. */
export function anyMalformedEmail(): fc.Arbitrary<string> {
  return fc.constantFrom(...malformed);
}

/** Whether a text is one of {@link anyMalformedEmail}. */
export function isMalformed(email: string): boolean {
  return malformed.includes(email.trim());
}

/** What two spellings of one mailbox have in common. */
export function mailboxOf(email: string): number | string {
  return numbersByEmail.get(email.trim()) ?? email.trim();
}
