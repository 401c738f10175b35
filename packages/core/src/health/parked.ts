/**
 * Waits until the function given to `onParked` is called; rejects with the
 * signal's reason when that comes first.
 */
export function parked(signal: AbortSignal, onParked: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    onParked(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
  });
}
