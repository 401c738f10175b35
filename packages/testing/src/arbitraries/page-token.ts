import fc from "fast-check";
import { anyText } from "./any-text.ts";
import type { CarrierOptions } from "./carrier.ts";
import { characterOf, lettersAndDigits } from "./code-points.ts";
import type { Invalid } from "./invalid.ts";
import { simplestFirst } from "./simplest-first.ts";
import { tamperedToken, tokenAlphabet } from "./tampered-token.ts";

/** Page tokens that no service gave, some of the right form. Never empty. */
export function madeUpPageToken(options: CarrierOptions = {}): fc.Arbitrary<string> {
  const ofForm = fc.string({ unit: characterOf(tokenAlphabet), minLength: 27, maxLength: 27 });
  const short = fc.string({ unit: characterOf(lettersAndDigits), minLength: 1, maxLength: 40 });
  // Text of any kind, and surely some.
  const any = anyText(options).map((text) => `=${text}`);
  return simplestFirst(short, ofForm, any);
}

/**
 * What a page token that a service gave becomes when it is changed on its way:
 * to be refused.
 *
 * @param token a `next_page_token`.
 */
export function tamperedPageToken(token: string): fc.Arbitrary<Invalid<string>> {
  return tamperedToken(token);
}
