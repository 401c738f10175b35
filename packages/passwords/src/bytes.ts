const alphabet = /^[A-Za-z0-9+/]*$/;

/** The bytes of base64 (RFC 4648) without padding; `undefined` if it is none. */
export function decodeBase64(text: string): Buffer | undefined {
  // A remainder of one character is no base64.
  if (!alphabet.test(text) || text.length % 4 === 1) return undefined;
  return Buffer.from(text, "base64");
}

/** The bytes of base64 with its padding, which may be left out. */
export function decodePadded(text: string): Buffer | undefined {
  const bare = text.replace(/={1,2}$/, "");
  return bare === text || text.length % 4 === 0 ? decodeBase64(bare) : undefined;
}

/** Base64 without padding, as PHC strings have it. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}

/** Shorter tags fit too many passwords; longer ones only cost time. */
export function isTag(bytes: Buffer | undefined): bytes is Buffer {
  return bytes !== undefined && bytes.length >= 16 && bytes.length <= 64;
}

/** Salts that others use: from a few characters to a digest. */
export function isSalt(bytes: Buffer | undefined): bytes is Buffer {
  return bytes !== undefined && bytes.length >= 1 && bytes.length <= 128;
}

/** A number as hashes write it, in decimal, without a sign or zeros before it. */
export function parseCount(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
