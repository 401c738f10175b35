import type { Check } from "./check.ts";

/** `$2x$` is left out: those hashes were made by a broken implementation. */
const format =
  /^(\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{21})([./A-Za-z0-9])([./A-Za-z0-9]{30})([./A-Za-z0-9])$/;

const digits = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Checks against bcrypt hashes of a cost of 4 to 14, as made by everybody
 * (`htpasswd -B`, PHP, crypt(3)). As everywhere, only the first 72 bytes of a
 * password count.
 */
export function parseBcrypt(hash: string): Check | undefined {
  const [, beginning, saltEnd = "", middle, tagEnd = ""] = format.exec(hash) ?? [];
  if (beginning === undefined || middle === undefined) return undefined;
  // The last characters of salt and tag have bits that stand for nothing, and some leave them set.
  const canonical = `${beginning}${masked(saltEnd, 0x30)}${middle}${masked(tagEnd, 0x3c)}`;
  return async (password) => {
    const { verify } = await import("@node-rs/bcrypt");
    return verify(password, canonical);
  };
}

function masked(character: string, bits: number): string {
  return digits.charAt(digits.indexOf(character) & bits);
}
