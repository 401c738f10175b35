import fc from "fast-check";
import { loneSurrogate } from "./any-text.ts";
import type { CarrierOptions } from "./carrier.ts";
import { characterOf } from "./code-points.ts";
import { asciiEmail } from "./email.ts";
import { asciiDomain } from "./email-domain.ts";
import { asciiLocalPart } from "./email-local-part.ts";
import { insertInto } from "./insert-into.ts";
import { type Invalid, invalidBy } from "./invalid.ts";
import { invalidEmailDomain } from "./invalid-email-domain.ts";
import { emailOfBytes, localPartOfBytes } from "./longest-email.ts";
import { simplestFirst } from "./simplest-first.ts";

/**
 * Texts that are no email, each with what is wrong with it. Never blank: where
 * a blank one means that none is given, that is no fault.
 *
 * @example
 * fc.property(invalidEmail(), ({ value, why }) => { … });
 */
export function invalidEmail({
  carriedBy = "json",
}: CarrierOptions = {}): fc.Arbitrary<Invalid<string>> {
  const withLocal = (local: fc.Arbitrary<string>) =>
    fc.tuple(local, asciiDomain()).map((parts) => parts.join("@"));
  const badDomain = fc
    .tuple(asciiLocalPart(), invalidEmailDomain())
    .map(([local, { value, why }]) => ({ value: `${local}@${value}`, why: `its domain ${why}` }));
  const parts = simplestFirst(
    invalidBy(invalidLocalParts(withLocal)),
    badDomain,
    invalidBy(invalidCharacters()),
  );
  if (carriedBy !== "memory") return parts;
  const torn = { "has a lone surrogate": insertInto(asciiEmail(), loneSurrogate()) };
  return simplestFirst(parts, invalidBy(torn));
}

type Completed = (local: fc.Arbitrary<string>) => fc.Arbitrary<string>;

function invalidLocalParts(withLocal: Completed): Record<string, fc.Arbitrary<string>> {
  const local = asciiLocalPart();
  return {
    "has no @": fc.tuple(local, asciiDomain()).map((parts) => parts.join("")),
    "has nothing before the @": withLocal(fc.constant("")),
    "has two @": withLocal(fc.tuple(local, local).map((parts) => parts.join("@"))),
    "begins with a dot": withLocal(local.map((text) => `.${text}`)),
    "has a dot before the @": withLocal(local.map((text) => `${text}.`)),
    "has two dots in a row": withLocal(fc.tuple(local, local).map((parts) => parts.join(".."))),
    "is quoted": withLocal(local.map((text) => `"${text}"`)),
    "has a comment": withLocal(local.map((text) => `${text}(${text})`)),
    "has 65 bytes or more before the @": withLocal(
      fc.oneof(...[65, 66, 100].map((bytes) => localPartOfBytes(bytes))),
    ),
    "has 255 bytes": emailOfBytes(255),
  };
}

function invalidCharacters(): Record<string, fc.Arbitrary<string>> {
  const within = (characters: string) => insertInto(asciiEmail(), characterOf(characters));
  return {
    "has a space inside": within(" \u00a0\u2003\u2028\u3000"),
    "has a control character": within("\u0000\t\n\r\u001f\u007f\u0085\u009f"),
    "has an invisible character": within("\u200b\u200d\u2060\ufeff\u00ad\u3164\u115f\ufe0f\u034f"),
    "has a bidirectional control": within("\u202e\u202a\u2066\u2069\u200f\u061c"),
    "has a private or unassigned character": within("\ue000\uffff\u{f0000}\u0378\u{10ffff}"),
    "has a character that must be quoted": insertInto(
      fc.tuple(asciiLocalPart(), asciiDomain()).map(([local, domain]) => `${local}x@${domain}`),
      characterOf('()<>[]:;,\\"'),
    ),
  };
}
