import fc from "fast-check";
import { simplestFirst } from "./simplest-first.ts";

/** Any code point of a range, as text. Shrinks towards the first. */
export function codePoints(first: string, last: string): fc.Arbitrary<string> {
  const [min = 0, max = 0] = [first.codePointAt(0), last.codePointAt(0)];
  return fc.integer({ min, max }).map((point) => String.fromCodePoint(point));
}

/** One of the characters of a text. Shrinks towards the first. */
export function characterOf(characters: string): fc.Arbitrary<string> {
  return fc.constantFrom(...characters);
}

/**
 * Every code point but surrogates: control, invisible and unassigned ones too.
 * `fast-check` has the same as unit `binary`, which takes a second to make.
 */
export function anyCodePoint(): fc.Arbitrary<string> {
  return simplestFirst(
    characterOf(lettersAndDigits),
    codePoints("\u0000", "\u00ff"),
    codePoints("\u0000", "\ud7ff"),
    codePoints("\ue000", "\u{10ffff}"),
  );
}

/**
 * Texts of one to so many units, made without a least length: what follows the
 * one character that matters could not be dropped in a failure.
 *
 * @param simplest what a text of no unit becomes.
 */
export function someOf(
  unit: fc.Arbitrary<string>,
  maxLength: number,
  simplest: string,
): fc.Arbitrary<string> {
  return fc.string({ unit, maxLength }).map((text) => (text === "" ? simplest : text));
}

/** ASCII letters, then digits; `a` is the simplest. */
export const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const lettersAndDigits: string = `${letters}0123456789`;
