import { seal, unseal } from "./sealed-text.ts";

const label = new TextEncoder().encode("userservice page token 1");
const contentBytes = 4;

/**
 * Page tokens: the id a page continues after, sealed under the store's secret,
 * so that one which was changed, made up or taken from another store is refused.
 */
export function encodePageToken(afterId: number, secret: Uint8Array): string {
  const content = new Uint8Array(contentBytes);
  new DataView(content.buffer).setInt32(0, afterId);
  return seal(label, content, secret);
}

/** The id a page continues after, or `undefined` if the token is none of this store's. */
export function decodePageToken(text: string, secret: Uint8Array): number | undefined {
  const content = unseal(label, text, secret);
  if (content?.length !== contentBytes) return undefined;
  return new DataView(content.buffer, content.byteOffset).getInt32(0);
}
