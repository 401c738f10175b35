import { AsyncLocalStorage } from "node:async_hooks";
import { vi } from "vitest";

const own = new AsyncLocalStorage<true>();

/**
 * Does work whose time-outs fire when the test says so, and are counted by
 * `vi.getTimerCount`. Those of others in this process, whom an earlier test may have left
 * behind, stay real: they are no leak of this work, and are not held up by it.
 */
export async function withOwnTimers(work: () => Promise<void>): Promise<void> {
  const real = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const fake = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
  const set = (...args: Parameters<typeof setTimeout>) =>
    (own.getStore() ? fake : real).set(...args);
  // Of a real one, the clock that the test owns knows nothing, nor the other way round.
  const realTimeout = real.set(() => {});
  real.clear(realTimeout);
  const isReal = (timer: unknown) => timer instanceof realTimeout.constructor;
  const clear: typeof clearTimeout = (timer) => (isReal(timer) ? real : fake).clear(timer);
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  try {
    await own.run(true, work);
  } finally {
    vi.useRealTimers();
  }
}
