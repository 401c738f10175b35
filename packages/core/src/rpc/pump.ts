/**
 * Feeds what a source gives to `write`, one by one, until the source ends or
 * `stopped` resolves; the source is then closed, and not waited for.
 *
 * @param write returns a promise while there is no room for more, which must
 *   resolve too when `stopped` does.
 * @returns whether the source came to its end.
 * @throws what the source throws.
 */
export function pump<T>(
  source: AsyncIterable<T>,
  write: (message: T) => undefined | Promise<void>,
  stopped: Promise<void>,
): Promise<boolean> {
  const iterator = source[Symbol.asyncIterator]();
  let over = false;

  async function feed(): Promise<boolean> {
    while (!over) {
      const next = await iterator.next();
      if (over) break;
      if (next.done) {
        over = true;
        return true;
      }
      const full = write(next.value);
      if (full) await full;
    }
    return false;
  }

  return new Promise((resolve, reject) => {
    feed().then(resolve, (error: unknown) => {
      over = true;
      reject(error);
    });
    void stopped.then(() => {
      if (!over) closeIterator(iterator);
      over = true;
      resolve(false);
    });
  });
}

/** Closes an iterator whose next item nobody wants. A generator ends at its next step. */
export function closeIterator(iterator: AsyncIterator<unknown>): void {
  // What it throws while winding up has nobody to go to.
  iterator.return?.().then(undefined, () => {});
}
