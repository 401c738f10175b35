import { createHash } from "node:crypto";
import { parseArgon2 } from "./argon2.ts";
import { parseBcrypt } from "./bcrypt.ts";
import { decodePadded, parseCount } from "./bytes.ts";
import type { Check } from "./check.ts";
import { checkPbkdf2, type Digest } from "./pbkdf2.ts";
import { checkScrypt } from "./scrypt.ts";

// What Django has in `auth_user.password`, as it is there:
// https://docs.djangoproject.com/en/stable/topics/auth/passwords/

/** Reads `pbkdf2_sha256$1000000$salt$tag`: the salt is text, the tag base64. */
export function djangoPbkdf2Of(digest: Digest): (hash: string) => Check | undefined {
  return (hash) => {
    const [, rounds, salt = "", tag = "", ...others] = hash.split("$");
    if (others.length > 0) return undefined;
    return checkPbkdf2(digest, parseCount(rounds), Buffer.from(salt), decodePadded(tag));
  };
}

/** Checks against `scrypt$16384$salt$8$5$tag`: N, not its logarithm, and the salt before r and p. */
export function parseDjangoScrypt(hash: string): Check | undefined {
  const [, work, salt = "", blocks, lanes, tag = "", ...others] = hash.split("$");
  const ln = Math.log2(parseCount(work) ?? 0);
  if (others.length > 0 || !Number.isInteger(ln)) return undefined;
  const cost = { ln, r: parseCount(blocks) ?? 0, p: parseCount(lanes) ?? 0 };
  return checkScrypt(cost, Buffer.from(salt), decodePadded(tag));
}

/** Checks against `argon2$argon2id$v=19$…`: a PHC string after a name of Django's. */
export function parseDjangoArgon2(hash: string): Check | undefined {
  return parseArgon2(hash.slice("argon2".length));
}

/** Checks against `bcrypt$$2b$12$…`. */
export function parseDjangoBcrypt(hash: string): Check | undefined {
  return parseBcrypt(hash.slice("bcrypt$".length));
}

/** Checks against `bcrypt_sha256$$2b$12$…`: bcrypt of the hexadecimal digest. */
export function parseDjangoBcryptSha256(hash: string): Check | undefined {
  const check = parseBcrypt(hash.slice("bcrypt_sha256$".length));
  return check && ((password) => check(Buffer.from(sha256Hex(password))));
}

function sha256Hex(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
