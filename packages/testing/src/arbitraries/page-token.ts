import fc from "fast-check";
import { anyText } from "./any-text.ts";
import type { CarrierOptions } from "./carrier.ts";
import { characterOf, lettersAndDigits } from "./code-points.ts";
import { type Invalid, invalidBy } from "./invalid.ts";
import { simplestFirst } from "./simplest-first.ts";

const alphabet = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_`;

/** Page tokens that no service gave, some of the right form. Never empty. */
export function madeUpPageToken(options: CarrierOptions = {}): fc.Arbitrary<string> {
  const ofForm = fc.string({ unit: characterOf(alphabet), minLength: 27, maxLength: 27 });
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
  const place = fc.nat({ max: token.length - 1 });
  const change = fc.tuple(place, fc.integer({ min: 1, max: alphabet.length - 1 }));
  return invalidBy({
    "has another character": change.map(([at, distance]) => {
      const index = (alphabet.indexOf(token.charAt(at)) + distance) % alphabet.length;
      return token.slice(0, at) + alphabet.charAt(index) + token.slice(at + 1);
    }),
    "has other spare bits": fc.integer({ min: 1, max: 3 }).map((bits) => {
      // The last of 27 characters holds four bits of the token and two of none.
      const index = alphabet.indexOf(token.slice(-1)) ^ bits;
      return token.slice(0, -1) + alphabet.charAt(index);
    }),
    "lacks a character": place.map((at) => token.slice(0, at) + token.slice(at + 1)),
    "has a character more": fc
      .tuple(place, characterOf(alphabet))
      .map(([at, more]) => token.slice(0, at) + more + token.slice(at)),
    "is padded": fc.constantFrom(`${token}=`, ` ${token}`, `${token}\n`),
    "comes twice": fc.constant(token + token),
  });
}
