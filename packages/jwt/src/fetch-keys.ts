import { createLocalJWKSet, type LocalJWKSet } from "jose";

/** More than any authority's keys take. */
const maxBytes = 256 * 1024;

/** Fetches a key set. Throws for whatever is no key set of at least one key, in time. */
export async function fetchKeys(
  url: string,
  fetch: typeof globalThis.fetch,
  timeoutMs: number,
): Promise<LocalJWKSet> {
  const response = await fetch(url, {
    headers: { accept: "application/json, application/jwk-set+json" },
    // Where keys come from is said once, by whoever trusts them.
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`The address of the keys answered with status ${response.status}`);
  }
  const keys = createLocalJWKSet(JSON.parse(await textOf(response.body)));
  if (keys.jwks().keys.length === 0) throw new Error("The address of the keys has none");
  return keys;
}

/** The whole of a body that is not too large. Its end is waited for no longer than the fetch. */
async function textOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw new Error(`The address of the keys sent more than ${maxBytes} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
