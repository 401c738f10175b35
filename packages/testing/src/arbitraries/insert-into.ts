import fc from "fast-check";

/**
 * A text with another one put somewhere inside, never at its ends, where it
 * might be trimmed. Of texts of one UTF-16 unit for each character; the text
 * has at least two.
 */
export function insertInto(
  text: fc.Arbitrary<string>,
  inserted: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  const place = fc.nat({ max: 2 ** 20 });
  return fc.tuple(text, inserted, place).map(([into, what, where]) => {
    const index = 1 + (where % (into.length - 1));
    return into.slice(0, index) + what + into.slice(index);
  });
}
