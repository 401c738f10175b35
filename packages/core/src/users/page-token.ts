import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { decodeBase64, encodeBase64 } from "../base64.ts";
import { equalBytes } from "../equal-bytes.ts";

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
  return encodeBase64(token).replaceAll("+", "-").replaceAll("/", "_");
}

/** The id a page continues after, or `undefined` if the token is none of this store's. */
export function decodePageToken(text: string, secret: Uint8Array): number | undefined {
  if (!format.test(text)) return undefined;
  const token = decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  if (!equalBytes(macOf(token.subarray(0, 4), secret), token.subarray(4))) return undefined;
  // Base64 has spare bits at its end: only the one spelling counts.
  const afterId = new DataView(token.buffer).getInt32(0);
  return encodePageToken(afterId, secret) === text ? afterId : undefined;
}

function macOf(content: Uint8Array, secret: Uint8Array): Uint8Array {
  return hmac.create(sha256, secret).update(label).update(content).digest().subarray(0, macBytes);
}
