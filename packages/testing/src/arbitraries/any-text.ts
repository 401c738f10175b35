import fc from "fast-check";
import type { CarrierOptions } from "./carrier.ts";
import { anyCodePoint, characterOf, lettersAndDigits } from "./code-points.ts";
import { simplestFirst } from "./simplest-first.ts";

/** Half of a surrogate pair. */
export function loneSurrogate(): fc.Arbitrary<string> {
  return fc.constantFrom("\ud800", "\udfff", "\udbff", "\udc00");
}

/**
 * Any text: plain, of any code points (control, invisible, unassigned and
 * astral ones), long; in memory also with lone surrogates. Up to some 300 code
 * points; often empty or short.
 */
export function anyText({ carriedBy = "json" }: CarrierOptions = {}): fc.Arbitrary<string> {
  const plain = fc.string({ unit: characterOf(lettersAndDigits) });
  const wild = fc.string({ unit: anyCodePoint() });
  const long = fc.string({ unit: anyCodePoint(), minLength: 120, maxLength: 300 });
  if (carriedBy !== "memory") return simplestFirst(plain, wild, long);
  const torn = fc.tuple(plain, loneSurrogate(), plain).map((parts) => parts.join(""));
  return simplestFirst(plain, wild, long, torn);
}
