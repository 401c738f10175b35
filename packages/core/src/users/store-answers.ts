/** Fails a call for an answer of the store that would pass for another. */
export function brokenPromise(): never {
  throw new TypeError("The store broke its promise");
}

/** What `get` answered for so many ids, if that is an answer for each. */
export function complete<T>(answers: readonly T[], count: number): readonly T[] {
  return answers.length === count ? answers : brokenPromise();
}

/** More tries than there are rivals for one user. */
const maxTries = 10_000;

/** Tries until there is a result. A store that never lets anybody win must not keep the event loop. */
export async function untilWon<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  return brokenPromise();
}
