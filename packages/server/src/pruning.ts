import type { UserStore } from "@org/user-core";

const hourMs = 3_600_000;
const eventRetentionSeconds = 7n * 86_400n;
const requestIdRetentionSeconds = 86_400n;

/** Forgets events after 7 days and request ids after 24 hours, looking once an hour. Returns how to stop. */
export function startPruning(store: UserStore, onError: (error: unknown) => void): () => void {
  const prune = () => {
    const now = BigInt(Math.floor(Date.now() / 1000));
    store
      .prune({
        eventsBefore: now - eventRetentionSeconds,
        requestIdsBefore: now - requestIdRetentionSeconds,
      })
      .catch(onError);
  };
  const timer = setInterval(prune, hourMs);
  timer.unref();
  return () => clearInterval(timer);
}
