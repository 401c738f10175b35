import { codePoints } from "./code-points.ts";

/** Options of a hash or a check. */
export interface HashingOptions {
  /** Takes it out of the line if it has not begun. It then fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Hashes passwords and checks them. Has its own limit on how many it works on at a time. */
export interface PasswordHasher {
  /** A salted, slow hash as a PHC string. */
  hash(password: string, options?: HashingOptions): Promise<string>;
  /** Whether a password is the one behind a hash. `false` for a hash it does not know. */
  verify(password: string, hash: string, options?: HashingOptions): Promise<boolean>;
  /**
   * Whether a hash is weaker than, or of another algorithm than those that `hash`
   * makes: it is replaced when its user signs in. Default: no hash is.
   */
  needsRehash?(hash: string): boolean;
  /**
   * Whether it can check a hash at all: others are refused at import, and where one is
   * kept all the same, a sign-in takes as long as one for an unknown email. Default: any.
   */
  accepts?(hash: string): boolean;
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

/** Whether it can be nobody's password, and is not worth a hash. */
export function isPasswordTooLong(password: string): boolean {
  return codePoints(password, maxCodePoints) > maxCodePoints;
}

/**
 * PHC string format, modular crypt, or what Django has in its column; what each
 * algorithm makes of the rest is its own. Django's names are listed: any name
 * would let passwords pass that somebody imports as hashes by mistake.
 */
const hashFormat =
  /^(?:\$[a-z0-9-]{1,32}|pbkdf2_sha(?:1|256)|bcrypt(?:_sha256)?|argon2|scrypt)\$[\x21-\x7e]{1,480}$/;

/** What is wrong with an imported hash, or `undefined`. */
export function passwordHashFault(
  hash: string,
  hasher: Pick<PasswordHasher, "accepts">,
): string | undefined {
  if (!hashFormat.test(hash)) return "must be a PHC string or a modular crypt hash";
  if (hasher.accepts?.(hash) ?? true) return undefined;
  return "is malformed, or of an algorithm or a cost that can't be checked here";
}
