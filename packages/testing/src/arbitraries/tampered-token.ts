import fc from "fast-check";
import { characterOf } from "./code-points.ts";
import { type Invalid, invalidBy } from "./invalid.ts";

/** What tokens are written in: base64 of URLs (RFC 4648, section 5). */
export const tokenAlphabet = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_`;

/** What a token becomes when it is changed on its way. */
export function tamperedToken(token: string): fc.Arbitrary<Invalid<string>> {
  const place = fc.nat({ max: token.length - 1 });
  const change = fc.tuple(place, fc.integer({ min: 1, max: tokenAlphabet.length - 1 }));
  // How many values the last character has for what is no more of the content.
  const spare = { 2: 16, 3: 4 }[token.length % 4] ?? 1;
  return invalidBy({
    "has another character": change.map(([at, distance]) => {
      const index = (tokenAlphabet.indexOf(token.charAt(at)) + distance) % tokenAlphabet.length;
      return token.slice(0, at) + tokenAlphabet.charAt(index) + token.slice(at + 1);
    }),
    ...(spare > 1 && {
      "has other spare bits": fc.integer({ min: 1, max: spare - 1 }).map((bits) => {
        const index = tokenAlphabet.indexOf(token.slice(-1)) ^ bits;
        return token.slice(0, -1) + tokenAlphabet.charAt(index);
      }),
    }),
    "lacks a character": place.map((at) => token.slice(0, at) + token.slice(at + 1)),
    "has a character more": fc
      .tuple(place, characterOf(tokenAlphabet))
      .map(([at, more]) => token.slice(0, at) + more + token.slice(at)),
    "is padded": fc.constantFrom(`${token}=`, ` ${token}`, `${token}\n`),
    "comes twice": fc.constant(token + token),
  });
}
