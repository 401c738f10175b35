import { codePoints } from "./code-points.ts";

/** Hashes passwords and checks them. Has its own limit on how many it works on at a time. */
export interface PasswordHasher {
  /** A salted, slow hash as a PHC string. */
  hash(password: string): Promise<string>;
  /** Whether a password is the one behind a hash. `false` for a hash it does not know. */
  verify(password: string, hash: string): Promise<boolean>;
}

const minCodePoints = 8;
// At most 512 bytes of UTF-8: no limit on the bytes is needed beside it.
const maxCodePoints = 128;

/** What is wrong with a password, or `undefined`. */
export function passwordFault(password: string): string | undefined {
  const length = codePoints(password, maxCodePoints);
  if (length < minCodePoints || length > maxCodePoints) {
    return `must have ${minCodePoints} to ${maxCodePoints} characters`;
  }
  return password.isWellFormed() ? undefined : "must be well-formed Unicode";
}

/** PHC string format, or modular crypt; what each algorithm makes of the rest is its own. */
const hashFormat = /^\$[a-z0-9-]{1,32}\$[\x21-\x7e]{1,480}$/;

/** What is wrong with an imported hash, or `undefined`. */
export function passwordHashFault(hash: string): string | undefined {
  return hashFormat.test(hash) ? undefined : "must be a PHC string or a modular crypt hash";
}
