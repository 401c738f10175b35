import fc from "fast-check";
import { characterOf, letters, lettersAndDigits } from "./code-points.ts";
import { insertInto } from "./insert-into.ts";
import { type Invalid, invalidBy } from "./invalid.ts";
import { simplestFirst } from "./simplest-first.ts";

/** Base64 without padding, as PHC strings have it. */
function base64Of(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength, maxLength })
    .map((bytes) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, ""));
}

/** The alphabet of bcrypt and of crypt(3). */
function crypt64(length: number): fc.Arbitrary<string> {
  return fc.string({
    unit: characterOf(`./${lettersAndDigits}`),
    minLength: length,
    maxLength: length,
  });
}

function joined(...parts: readonly fc.Arbitrary<string | number>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => `$${texts.join("$")}`);
}

const algorithms = {
  bcrypt: () =>
    joined(
      fc.constantFrom("2b", "2a", "2y"),
      fc.integer({ min: 4, max: 31 }).map((cost) => String(cost).padStart(2, "0")),
      crypt64(53),
    ),
  argon2: () =>
    joined(
      fc.constantFrom("argon2id", "argon2i"),
      fc.constant("v=19"),
      fc
        .tuple(
          fc.constantFrom(19456, 8, 65536),
          fc.integer({ min: 1, max: 9 }),
          fc.constantFrom(1, 4),
        )
        .map(([memory, time, lanes]) => `m=${memory},t=${time},p=${lanes}`),
      base64Of(8, 32),
      base64Of(16, 64),
    ),
  scrypt: () =>
    joined(
      fc.constant("scrypt"),
      fc.integer({ min: 1, max: 20 }).map((cost) => `ln=${cost},r=8,p=1`),
      base64Of(8, 32),
      base64Of(32, 64),
    ),
  pbkdf2: () =>
    joined(
      fc.constantFrom("pbkdf2-sha256", "pbkdf2-sha512"),
      fc.integer({ min: 1, max: 1_000_000 }).map((rounds) => `i=${rounds}`),
      base64Of(8, 64),
      base64Of(32, 32),
    ),
  crypt: () => joined(fc.constantFrom("6", "5"), crypt64(16), crypt64(86)),
} satisfies Record<string, () => fc.Arbitrary<string>>;

/**
 * Password hashes of the accepted formats: PHC strings of Argon2, scrypt and
 * PBKDF2, modular crypt hashes of bcrypt and SHA-2. They are of no password.
 */
export function passwordHash(): fc.Arbitrary<string> {
  return simplestFirst(...Object.values(algorithms).map((make) => make()));
}

/**
 * Texts that are no password hash, each with what is wrong with it. Never
 * empty: an empty one means none.
 */
export function invalidPasswordHash(): fc.Arbitrary<Invalid<string>> {
  const word = fc.string({ unit: characterOf(lettersAndDigits), minLength: 1, maxLength: 32 });
  return invalidBy({
    "is plain text": word,
    "has no parameters": word.map((text) => `$${text.toLowerCase()}$`),
    "has no algorithm": passwordHash().map((hash) => `$${hash}`),
    "names an algorithm in capitals": fc
      .tuple(characterOf(letters), passwordHash())
      .map(([letter, hash]) => `$${letter.toUpperCase()}${hash.slice(1)}`),
    "begins with a space": passwordHash().map((hash) => ` ${hash}`),
    "ends with a line break": passwordHash().map((hash) => `${hash}\n`),
    "has a character that is not printable ASCII": insertInto(
      passwordHash(),
      characterOf(" \u0000\n\u007fä中"),
    ),
    "is of LDAP": base64Of(20, 28).map((text) => `{SSHA}${text}`),
    "is hexadecimal": fc.string({
      unit: characterOf("0123456789abcdef"),
      minLength: 32,
      maxLength: 64,
    }),
    "is too long": fc
      .string({ unit: characterOf(lettersAndDigits), minLength: 481, maxLength: 600 })
      .map((text) => `$argon2id$${text}`),
  });
}
