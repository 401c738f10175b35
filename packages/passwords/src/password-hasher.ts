import { createSemaphore, type PasswordHasher } from "@org/user-core";
import { hashArgon2, isBearable, isCurrent } from "./argon2.ts";
import type { Check } from "./check.ts";
import type { FirebaseScrypt } from "./firebase.ts";
import { createHashReader } from "./hash-formats.ts";
import { defaultConcurrency } from "./thread-pool.ts";

/** Options of {@link createPasswordHasher}. */
export interface PasswordHasherOptions {
  /** Memory of a new hash in KiB. Default: 19,456 (OWASP, 2023); at most 262,144. */
  readonly memoryKiB?: number;
  /** Passes of a new hash over its memory. Default: 2. */
  readonly passes?: number;
  /** Hashes computed at a time. Default: one for each core but one, and one fewer than libuv has threads. */
  readonly concurrency?: number;
  /** How many more wait at most; beyond it RESOURCE_EXHAUSTED, reason OVERLOADED. Default: 64. */
  readonly maxWaiting?: number;
  /** To check the hashes of a Firebase project. Default: none is accepted. */
  readonly firebase?: FirebaseScrypt;
}

/**
 * Makes argon2id hashes (RFC 9106) as PHC strings by native code off the event
 * loop, and checks those, and the argon2i, bcrypt, scrypt and PBKDF2 hashes that
 * other systems have left behind: the README has a table of them. A hash that is
 * malformed, unknown or costs too much fits no password, and is not accepted.
 *
 * @throws RangeError for options out of range.
 * @example
 * const { services } = createUserService({ store, hasher: createPasswordHasher() });
 */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { memoryKiB = 19_456, passes = 2, concurrency = defaultConcurrency() } = options;
  const { maxWaiting, firebase } = options;
  const cost = { memoryKiB, passes, lanes: 1 };
  if (!Number.isInteger(memoryKiB) || !Number.isInteger(passes) || !isBearable(cost)) {
    throw new RangeError("memoryKiB and passes must be integers within the README's bounds");
  }
  const read = createHashReader(firebase);
  const limit = createSemaphore({ concurrency, ...(maxWaiting !== undefined && { maxWaiting }) });
  return {
    hash: (password, { signal } = {}) =>
      limit(() => hashArgon2(Buffer.from(password.normalize("NFC")), cost), signal),
    async verify(password, hash, { signal } = {}) {
      const check = read(hash);
      return check !== undefined && limit(() => checkSpellings(check, password), signal);
    },
    needsRehash: (hash) => !isCurrent(hash, cost),
    accepts: (hash) => read(hash) !== undefined,
  };
}

/**
 * Tries a password in NFC and, if that is another text, as it was given: others
 * did not normalize. Which of the two is tried depends on the password alone, not
 * on whose hash it is, so the time it takes tells nothing of an account.
 */
async function checkSpellings(check: Check, password: string): Promise<boolean> {
  const normalized = password.normalize("NFC");
  if (await check(Buffer.from(normalized))) return true;
  return password !== normalized && check(Buffer.from(password));
}
