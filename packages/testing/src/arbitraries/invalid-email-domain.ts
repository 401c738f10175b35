import fc from "fast-check";
import { characterOf, letters, lettersAndDigits } from "./code-points.ts";
import { asciiDomain } from "./email-domain.ts";
import { insertInto } from "./insert-into.ts";
import { type Invalid, invalidBy } from "./invalid.ts";

/** Domains that no email has, with what is wrong with each. */
export function invalidEmailDomain(): fc.Arbitrary<Invalid<string>> {
  return invalidBy({
    "is empty": fc.constant(""),
    "has one label": label(1, 20),
    "begins with a dot": asciiDomain().map((domain) => `.${domain}`),
    "ends with a dot": asciiDomain().map((domain) => `${domain}.`),
    "has an empty label": fc.tuple(label(1, 5), asciiDomain()).map((parts) => parts.join("..")),
    "has a label that begins with a hyphen": asciiDomain().map((domain) => `-${domain}`),
    "has a label that ends with a hyphen": asciiDomain().map((domain) => `${domain}-`),
    "has a label of more than 63 bytes": fc
      .tuple(label(64, 66), label(1, 3))
      .map((parts) => parts.join(".")),
    "ends in a number": fc
      .tuple(asciiDomain(), fc.nat({ max: 999 }))
      .map((parts) => parts.join(".")),
    "is an IPv4 address": fc.ipV4(),
    "is an address literal": fc.oneof(
      fc.ipV4().map((address) => `[${address}]`),
      fc.ipV6().map((address) => `[IPv6:${address}]`),
    ),
    "has a character that ends or encodes a host": insertInto(
      asciiDomain(),
      characterOf("/?#:%\\[]<>|^_!$&'()*+,;=`{}~\""),
    ),
    "has a percent-encoded dot": fc
      .tuple(label(1, 5), label(1, 5))
      .map((parts) => parts.join("%2e")),
    "begins with a combining mark": asciiDomain().map((domain) => `\u0301${domain}`),
    "is too long in its ASCII form": fc
      .integer({ min: 36, max: 60 })
      .map((labels) => `${"ü.".repeat(labels)}example`),
  });
}

function label(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const rest = fc.string({
    unit: characterOf(lettersAndDigits),
    minLength: minLength - 1,
    maxLength: maxLength - 1,
  });
  return fc.tuple(characterOf(letters), rest).map((parts) => parts.join(""));
}
