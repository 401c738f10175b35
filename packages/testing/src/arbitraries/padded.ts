import fc from "fast-check";
import { characterOf } from "./code-points.ts";

/** What the service trims. */
function space(): fc.Arbitrary<string> {
  return fc.string({
    unit: characterOf(" \t\n\r\v\f\u00a0\u2003\u2028\u3000\ufeff"),
    maxLength: 3,
  });
}

/** The same text with white space at its ends, often none. */
export function padded(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const end = fc.oneof({ weight: 4, arbitrary: fc.constant("") }, space());
  return fc.tuple(end, text, end).map((parts) => parts.join(""));
}

/** Nothing, or nothing but white space. */
export function blank(): fc.Arbitrary<string> {
  return space();
}
