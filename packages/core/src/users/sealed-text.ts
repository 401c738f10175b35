import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { decodeBase64, encodeBase64 } from "../base64.ts";
import { equalBytes } from "../equal-bytes.ts";

/** How many bytes of the MAC a sealed text ends with. */
export const macBytes = 16;

const alphabet = /^[A-Za-z0-9_-]*$/;

/**
 * Content with a MAC (HMAC-SHA-256 cut to 128 bits) under a store's secret, as
 * text that fits into a URL (RFC 4648, section 5). The label says what it is
 * for: what was sealed for one purpose opens for no other.
 */
export function seal(label: Uint8Array, content: Uint8Array, secret: Uint8Array): string {
  const sealed = new Uint8Array(content.length + macBytes);
  sealed.set(content);
  sealed.set(macOf(label, content, secret), content.length);
  return spelled(sealed);
}

/** The content, or `undefined` if the text was changed, made up or sealed under another secret. */
export function unseal(
  label: Uint8Array,
  text: string,
  secret: Uint8Array,
): Uint8Array | undefined {
  const sealed = sealedBytes(text);
  if (sealed === undefined) return undefined;
  const content = sealed.subarray(0, -macBytes);
  if (!equalBytes(macOf(label, content, secret), sealed.subarray(-macBytes))) return undefined;
  // Base64 has spare bits at its end: only the one spelling counts.
  return spelled(sealed) === text ? content : undefined;
}

function spelled(sealed: Uint8Array): string {
  return encodeBase64(sealed).replaceAll("+", "-").replaceAll("/", "_");
}

/** Content and MAC of a sealed text, not looked at; `undefined` if it can be none. */
export function sealedBytes(text: string): Uint8Array | undefined {
  // A rest of one character is none of base64's.
  if (!alphabet.test(text) || text.length % 4 === 1) return undefined;
  return decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

/** The MAC of content for a purpose. */
export function macOf(label: Uint8Array, content: Uint8Array, secret: Uint8Array): Uint8Array {
  return hmac.create(sha256, secret).update(label).update(content).digest().subarray(0, macBytes);
}
