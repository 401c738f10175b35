import { pbkdf2, timingSafeEqual } from "node:crypto";
import { decodeBase64, isSalt, isTag, parseCount } from "./bytes.ts";
import type { Check } from "./check.ts";
import { parsePhc } from "./phc.ts";

/** The bytes of each digest, and the most rounds of it that a check may take. */
const digests = {
  sha1: { bytes: 20, maxRounds: 2_000_000 },
  sha256: { bytes: 32, maxRounds: 2_000_000 },
  sha512: { bytes: 64, maxRounds: 1_000_000 },
} as const;

/** A digest that PBKDF2 is used with. */
export type Digest = keyof typeof digests;

/** Checks against a tag; `undefined` if that would cost too much or the tag is none. */
export function checkPbkdf2(
  digest: Digest,
  rounds: number | undefined,
  salt: Buffer | undefined,
  tag: Buffer | undefined,
): Check | undefined {
  if (rounds === undefined || !isSalt(salt) || !isTag(tag)) return undefined;
  const { bytes, maxRounds } = digests[digest];
  // A tag longer than the digest is made of several, each of all the rounds.
  if (rounds * Math.ceil(tag.length / bytes) > maxRounds) return undefined;
  return async (password) => {
    const derived = await derive(password, salt, { rounds, bytes: tag.length, digest });
    return timingSafeEqual(derived, tag);
  };
}

/**
 * Reads `$pbkdf2-sha256$i=600000$salt$tag`, which may name the tag's length too,
 * and passlib's `$pbkdf2-sha256$29000$salt$tag`, whose base64 has `.` for `+`.
 */
export function pbkdf2Of(digest: Digest): (hash: string) => Check | undefined {
  return (hash) => {
    const phc = parsePhc(hash, ["i", "l"]);
    if (phc === undefined) return passlibPbkdf2(digest, hash);
    const { version, parameters, salt, tag } = phc;
    const length = parameters.get("l") ?? tag.length;
    if (version !== undefined || length !== tag.length) return undefined;
    return checkPbkdf2(digest, parameters.get("i"), salt, tag);
  };
}

function passlibPbkdf2(digest: Digest, hash: string): Check | undefined {
  const [, , rounds, salt = "", tag = "", ...others] = hash.split("$");
  if (others.length > 0 || `${salt}${tag}`.includes("+")) return undefined;
  const bytesOf = (text: string) => decodeBase64(text.replaceAll(".", "+"));
  return checkPbkdf2(digest, parseCount(rounds), bytesOf(salt), bytesOf(tag));
}

function derive(
  password: Buffer,
  salt: Buffer,
  { rounds, bytes, digest }: { rounds: number; bytes: number; digest: Digest },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    pbkdf2(password, salt, rounds, bytes, digest, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
