import { ServiceError } from "@org/user-core";
import { errors, type JWTVerifyGetKey, type LocalJWKSet } from "jose";
import { fetchKeys } from "./fetch-keys.ts";
import type { RemoteKeyOptions } from "./options.ts";

/**
 * Keys of an address: fetched when a token first needs one, again when they are
 * old or a token names one that is not known, and never more often than the
 * cooldown allows. Where the address is down, the keys known go on.
 *
 * Not jose's `createRemoteJWKSet`: there a failed fetch fails the call although
 * keys are known, has no cooldown, and reads whatever is sent.
 *
 * @throws TypeError for an address that is none, and times that are none.
 */
export function createRemoteKeys(
  options: RemoteKeyOptions & { readonly jwksUrl: string },
): JWTVerifyGetKey {
  const { jwksUrl, maxAgeMs = 600_000, cooldownMs = 30_000, timeoutMs = 5_000 } = options;
  // With a time that is no number, keys that were withdrawn would be taken for ever.
  for (const [name, ms] of Object.entries({ maxAgeMs, cooldownMs, timeoutMs })) {
    if (!(ms >= 0)) throw new TypeError(`${name} must be a number of 0 or more`);
  }
  const { onError = () => {}, fetch = globalThis.fetch } = options;
  const url = new URL(jwksUrl).href;
  let keys: LocalJWKSet | undefined;
  /** By both clocks: one stands still while a machine sleeps, the other may be set back. */
  let loadedAt = { monotonic: 0, wall: 0 };
  let triedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let loading: Promise<void> | undefined;

  const ageMs = () => Math.max(performance.now() - loadedAt.monotonic, Date.now() - loadedAt.wall);
  const cooldownLeftMs = () => triedAt + cooldownMs - performance.now();
  /** Whether to wait for a fetch is to start none too soon. */
  const mayLoad = () => (loading === undefined ? cooldownLeftMs() <= 0 : !requestsOwnFetches);

  function load(): Promise<void> {
    if (loading !== undefined && !requestsOwnFetches) return loading;
    const current = reload().finally(() => {
      triedAt = performance.now();
      if (loading === current) loading = undefined;
    });
    loading = current;
    return current;
  }

  async function reload(): Promise<void> {
    try {
      keys = await fetchKeys(url, fetch, timeoutMs);
      loadedAt = { monotonic: performance.now(), wall: Date.now() };
      failure = undefined;
    } catch (error) {
      failure = error;
      if (keys !== undefined) onError(error);
    }
  }

  async function known(): Promise<LocalJWKSet> {
    if (keys === undefined && (loading !== undefined || mayLoad())) await load();
    if (keys === undefined) throw keysUnavailable(failure, cooldownLeftMs());
    if (ageMs() > maxAgeMs && mayLoad()) {
      // Once an address has failed, calls no longer wait to see whether it does again.
      const waits = failure === undefined;
      const loaded = load();
      if (waits) await loaded;
    }
    return keys;
  }

  return async (header, token) => {
    const present = await known();
    try {
      return await present(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayLoad()) throw error;
    }
    await load();
    return (keys ?? present)(header, token);
  };
}

/**
 * Whether what one request fetches ends with it, as in Workers: then no other
 * request may wait for it.
 *
 * Source: https://developers.cloudflare.com/workers/runtime-apis/
 */
const requestsOwnFetches = globalThis.navigator?.userAgent === "Cloudflare-Workers";

function keysUnavailable(cause: unknown, retryAfterMs: number): ServiceError {
  return new ServiceError("UNAVAILABLE", "The keys that tokens are checked with can't be had", {
    reason: "KEYS_UNAVAILABLE",
    retryAfterMs: Math.max(Math.ceil(retryAfterMs), 0),
    cause,
  });
}
