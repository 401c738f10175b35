import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

const label = new TextEncoder().encode("userservice page token 1");
const macBytes = 16;
const format = /^[A-Za-z0-9_-]{27}$/;

/**
 * Page tokens: the id a page continues after, with a MAC (HMAC-SHA-256 cut to
 * 128 bits) under the store's secret, so that one which was changed, made up or
 * taken from another store is refused.
 */
export function encodePageToken(afterId: number, secret: Uint8Array): string {
  const token = new Uint8Array(4 + macBytes);
  new DataView(token.buffer).setInt32(0, afterId);
  token.set(macOf(token.subarray(0, 4), secret), 4);
  return btoa(String.fromCharCode(...token))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace("=", "");
}

/** The id a page continues after, or `undefined` if the token is none of this store's. */
export function decodePageToken(text: string, secret: Uint8Array): number | undefined {
  if (!format.test(text)) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const token = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  const mac = macOf(token.subarray(0, 4), secret);
  let difference = 0;
  mac.forEach((byte, i) => {
    difference |= byte ^ (token[i + 4] ?? 0);
  });
  // Base64 has spare bits at its end: only the one spelling counts.
  const afterId = new DataView(token.buffer).getInt32(0);
  return difference === 0 && encodePageToken(afterId, secret) === text ? afterId : undefined;
}

function macOf(content: Uint8Array, secret: Uint8Array): Uint8Array {
  return hmac.create(sha256, secret).update(label).update(content).digest().subarray(0, macBytes);
}
