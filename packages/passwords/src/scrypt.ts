import { scrypt, timingSafeEqual } from "node:crypto";
import { decodePadded, isSalt, isTag } from "./bytes.ts";
import type { Check } from "./check.ts";
import { parsePhc } from "./phc.ts";

/** What a hash costs (RFC 7914). */
export interface ScryptCost {
  /** The binary logarithm of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** N times r times p. N times r is the memory in 128 bytes: 256 MiB. */
const maxWork = 2 ** 21;
const maxFactor = 64;

/** Whether deriving a key takes bounded time and memory. */
export function isBearable({ ln, r, p }: ScryptCost): boolean {
  if (ln < 1 || r < 1 || p < 1 || r > maxFactor || p > maxFactor) return false;
  // Larger ones are none (RFC 7914, section 6).
  return ln < 16 * r && 2 ** ln * r * p <= maxWork;
}

/** Derives a key on libuv's thread pool. */
export function deriveScrypt(
  password: Buffer,
  salt: Buffer,
  { ln, r, p }: ScryptCost,
  bytes: number,
): Promise<Buffer> {
  const N = 2 ** ln;
  // What it takes (128 times N r, and 128 times r p), with room for its blocks.
  const options = { N, r, p, maxmem: 128 * r * (N + p + 8) };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Checks against a tag; `undefined` if that would cost too much or the tag is none. */
export function checkScrypt(
  cost: ScryptCost,
  salt: Buffer | undefined,
  tag: Buffer | undefined,
): Check | undefined {
  if (!isBearable(cost) || !isSalt(salt) || !isTag(tag)) return undefined;
  return async (password) =>
    timingSafeEqual(await deriveScrypt(password, salt, cost, tag.length), tag);
}

/** Checks against `$scrypt$ln=16,r=8,p=1$salt$tag`, of PHC and of passlib. */
export function parseScrypt(hash: string): Check | undefined {
  const phc = parsePhc(hash, ["ln", "r", "p"]);
  if (phc === undefined || phc.version !== undefined) return undefined;
  const { parameters, salt, tag } = phc;
  const [ln = 0, r = 0, p = 0] = ["ln", "r", "p"].map((name) => parameters.get(name));
  return checkScrypt({ ln, r, p }, salt, tag);
}

/** Checks against `$s0$e0801$salt$tag` of Lambdaworks' Java library and those after it. */
export function parseScryptS0(hash: string): Check | undefined {
  const [, hex = "", salt = "", tag = ""] =
    /^\$s0\$([0-9a-f]{1,8})\$([^$]+)\$([^$]+)$/.exec(hash) ?? [];
  const parameters = Number.parseInt(hex, 16);
  const cost = { ln: parameters >>> 16, r: (parameters >>> 8) & 0xff, p: parameters & 0xff };
  return checkScrypt(cost, decodePadded(salt), decodePadded(tag));
}
