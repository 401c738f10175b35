import type { Check } from "./check.ts";
import { checkScrypt } from "./scrypt.ts";

const digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const format =
  /^\$7\$([./A-Za-z0-9])([./A-Za-z0-9]{5})([./A-Za-z0-9]{5})([^$]{1,128})\$([./A-Za-z0-9]{43})$/;

/**
 * Checks against `$7$` hashes of crypt(3), libsodium and passlib: N, r and p
 * in one and five characters each, a salt that is used as it is written, and
 * 32 bytes in characters of which the first has the lowest bits.
 */
export function parseScryptCrypt(hash: string): Check | undefined {
  const [, ln = "", r = "", p = "", salt = "", tag = ""] = format.exec(hash) ?? [];
  const cost = { ln: numberOf(ln), r: numberOf(r), p: numberOf(p) };
  return checkScrypt(cost, Buffer.from(salt), bytesOf(tag));
}

/** Six bits a character, the lowest first. */
function numberOf(text: string): number {
  return [...text].reduceRight((sum, digit) => sum * 64 + digits.indexOf(digit), 0);
}

/** Three bytes in four characters, the lowest first. */
function bytesOf(text: string): Buffer {
  const groups = text.match(/.{1,4}/g) ?? [];
  return Buffer.concat(
    groups.map((group) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(numberOf(group));
      return bytes.subarray(0, Math.floor((group.length * 6) / 8));
    }),
  );
}
