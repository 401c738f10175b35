import fc from "fast-check";
import { asciiDomain, internationalDomain, toAsciiDomain } from "./email-domain.ts";
import { asciiLocalPart, internationalLocalPart } from "./email-local-part.ts";
import { shortOrLongestEmail } from "./longest-email.ts";
import { simplestFirst } from "./simplest-first.ts";

/** Emails of ASCII, in either case. The simplest is `a@a.a`. */
export function asciiEmail(): fc.Arbitrary<string> {
  return fc.tuple(asciiLocalPart(), asciiDomain()).map((parts) => parts.join("@"));
}

/**
 * Emails with characters beyond ASCII before the @, after it or both (RFC 6531,
 * RFC 5890): composed (NFC) or decomposed (NFD), domains also in punycode. The
 * simplest is `ä@a.a`.
 */
export function internationalEmail(): fc.Arbitrary<string> {
  const domain = fc
    .tuple(internationalDomain(), fc.boolean())
    .map(([text, inAscii]) => (inAscii ? toAsciiDomain(text) : text));
  const form = fc.constantFrom("NFC", "NFD");
  return fc
    .tuple(
      simplestFirst(
        fc.tuple(internationalLocalPart(), asciiDomain()),
        fc.tuple(asciiLocalPart(), domain),
        fc.tuple(internationalLocalPart(), domain),
      ),
      form,
    )
    .map(([parts, normalForm]) => parts.join("@").normalize(normalForm));
}

/**
 * Emails that the service accepts: plain ones most of the time, international
 * ones and the longest. The simplest is `a@a.a`.
 */
export function email(): fc.Arbitrary<string> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: asciiEmail() },
    { weight: 2, arbitrary: internationalEmail() },
    { weight: 1, arbitrary: shortOrLongestEmail() },
  );
}
