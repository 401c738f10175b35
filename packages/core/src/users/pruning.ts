import { letProcessEnd } from "../rpc/deadlines.ts";
import type { UserStore } from "./user-store.ts";

/** Options of {@link startPruning}. */
export interface PruningOptions {
  /** How long events are kept, in milliseconds; `Infinity` for ever. Default: 7 days. */
  readonly eventRetentionMs?: number;
  /** How long request ids are kept, in milliseconds; `Infinity` for ever. Default: 24 hours. */
  readonly requestIdRetentionMs?: number;
  /** How often to look, in milliseconds. Default: an hour. */
  readonly intervalMs?: number;
  /** Told when it fails; it goes on all the same. */
  readonly onError?: (error: unknown) => void;
}

const hourMs = 3_600_000;

/**
 * Forgets old events and request ids of a store, now and every hour; without
 * it they are kept for ever. One process for each database is enough, more do
 * no harm. Does not keep a process running. Returns how to stop.
 */
export function startPruning(store: UserStore, options: PruningOptions = {}): () => void {
  const {
    eventRetentionMs = 7 * 24 * hourMs,
    requestIdRetentionMs = 24 * hourMs,
    intervalMs = hourMs,
    onError = () => {},
  } = options;
  const prune = () => {
    const eventsBefore = secondsAgo(eventRetentionMs);
    const requestIdsBefore = secondsAgo(requestIdRetentionMs);
    store.prune({ eventsBefore, requestIdsBefore }).catch(onError);
  };
  prune();
  const timer = setInterval(prune, intervalMs);
  letProcessEnd(timer);
  return () => clearInterval(timer);
}

function secondsAgo(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor((Date.now() - ms) / 1000)));
}
