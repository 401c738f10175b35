import fc from "fast-check";
import { asciiDomain } from "./email-domain.ts";
import { asciiLocalPart, internationalLocalPart } from "./email-local-part.ts";
import { simplestFirst } from "./simplest-first.ts";

/** The longest email and local part, in bytes of UTF-8 (RFC 5321, 4.5.3.1). */
const maxBytes = 254;
const maxLocalBytes = 64;

/** Which of the parts are made as long as they may be. */
type Filled = "nothing" | "local part" | "domain" | "both";

/**
 * Emails as long as they may be: of exactly 254 bytes, or with exactly 64 bytes
 * before the @, or both.
 */
export function longestEmail(): fc.Arbitrary<string> {
  return filledEmail(fc.constantFrom("local part", "domain", "both"));
}

/** Emails that may be {@link longestEmail}s; a failure shrinks to a short one. */
export function shortOrLongestEmail(): fc.Arbitrary<string> {
  return filledEmail(fc.constantFrom("nothing", "local part", "domain", "both"));
}

/** Emails of exactly so many bytes, about 255, whose parts are within their limits. */
export function emailOfBytes(bytes: number): fc.Arbitrary<string> {
  return filledEmail(fc.constantFrom("domain", "both"), bytes);
}

function filledEmail(filled: fc.Arbitrary<Filled>, bytes = maxBytes): fc.Arbitrary<string> {
  return fc
    .record({
      filled,
      local: simplestFirst(asciiLocalPart(), internationalLocalPart()),
      domain: asciiDomain(),
      filler: filler(),
    })
    .map((parts) => {
      const hasLongLocal = parts.filled === "local part" || parts.filled === "both";
      const local = hasLongLocal
        ? fillLocalPart(parts.local, maxLocalBytes, parts.filler)
        : parts.local;
      const hasLongDomain = parts.filled === "domain" || parts.filled === "both";
      const domain = hasLongDomain
        ? fillDomain(parts.domain, bytes - bytesOf(local) - 1)
        : parts.domain;
      return `${local}@${domain}`;
    });
}

/** Local parts of exactly so many bytes, from 64 on. */
export function localPartOfBytes(bytes: number): fc.Arbitrary<string> {
  return fc
    .tuple(simplestFirst(asciiLocalPart(), internationalLocalPart()), filler())
    .map(([local, character]) => fillLocalPart(local, bytes, character));
}

/** Of one, two, three and four bytes. */
function filler(): fc.Arbitrary<string> {
  return fc.constantFrom("a", "ä", "中", "😀");
}

function fillLocalPart(local: string, bytes: number, character: string): string {
  const missing = bytes - bytesOf(local);
  const size = bytesOf(character);
  return local + character.repeat(Math.floor(missing / size)) + "a".repeat(missing % size);
}

/** A subdomain of exactly so many bytes, of labels as equal in length as can be. */
function fillDomain(domain: string, bytes: number): string {
  const missing = bytes - domain.length;
  const count = Math.ceil(missing / 64);
  const cut = (i: number) => Math.round((i * missing) / count);
  const labels = Array.from({ length: count }, (_, i) => "a".repeat(cut(i + 1) - cut(i) - 1));
  return [...labels, domain].join(".");
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
