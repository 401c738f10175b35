import { decodeBase64, encodeBase64 } from "../base64.ts";
import { equalBytes } from "../equal-bytes.ts";
import type { PasswordHasher } from "./password.ts";
import { createSemaphore } from "./semaphore.ts";

/** Options of {@link createWebCryptoHasher}. */
export interface WebCryptoHasherOptions {
  /** Rounds of PBKDF2, up to 2,000,000. Default: 600,000 (OWASP, 2023); Cloudflare Workers allow 100,000. */
  readonly iterations?: number;
  /** Hashes computed at a time. Default: one for each core. */
  readonly concurrency?: number;
  /** How many more wait at most; beyond it RESOURCE_EXHAUSTED, reason OVERLOADED. Default: 64. */
  readonly maxWaiting?: number;
}

const saltBytes = 16;
const tagBytes = 32;
/** The tag is of 32 bytes, the salt of 8 to 64. */
const format = /^\$pbkdf2-sha256\$i=(\d{1,7})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/;
/** An imported hash must not choose how long a check takes. */
const maxIterations = 2_000_000;

function parseHash(hash: string) {
  const [, rounds = "", salt = "", tag = ""] = format.exec(hash) ?? [];
  const iterations = Number(rounds);
  // A remainder of one character is no base64.
  if (iterations < 1 || iterations > maxIterations || salt.length % 4 === 1) return undefined;
  return { iterations, salt: decodeBase64(salt), tag: decodeBase64(tag) };
}

/**
 * PBKDF2-HMAC-SHA-256 (RFC 8018) of WebCrypto, as PHC strings
 * `$pbkdf2-sha256$i=600000$salt$tag`: for runtimes without native code.
 * Passwords are put in NFC first.
 *
 * @throws RangeError for options out of range.
 */
export function createWebCryptoHasher(options: WebCryptoHasherOptions = {}): PasswordHasher {
  const { iterations = 600_000, concurrency = cores(), maxWaiting } = options;
  // Beyond it no password would fit the hashes that it makes itself.
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > maxIterations) {
    throw new RangeError(`iterations must be an integer from 1 to ${maxIterations}`);
  }
  const limit = createSemaphore({ concurrency, ...(maxWaiting !== undefined && { maxWaiting }) });
  return {
    async hash(password, { signal } = {}) {
      const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
      const tag = await limit(() => derive(password, salt, iterations), signal);
      return `$pbkdf2-sha256$i=${iterations}$${encodeBase64(salt)}$${encodeBase64(tag)}`;
    },
    async verify(password, hash, { signal } = {}) {
      const parts = parseHash(hash);
      if (parts === undefined) return false;
      const derived = await limit(() => derive(password, parts.salt, parts.iterations), signal);
      return equalBytes(derived, parts.tag);
    },
    needsRehash(hash) {
      const parts = parseHash(hash);
      return parts === undefined || parts.iterations < iterations || parts.salt.length < saltBytes;
    },
    accepts: (hash) => parseHash(hash) !== undefined,
  };
}

async function derive(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(password.normalize("NFC"));
  const key = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, tagBytes * 8));
}

function cores(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}
