import { setImmediate as nextTurn } from "node:timers/promises";

/** Far longer than anything takes that happens at all. */
const patienceMs = 10_000;

/** Waits until a condition holds. Fails with its name if it never does. */
export async function until(name: string, condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`never: ${name}`);
    await nextTurn();
  }
}

/** Waits until a condition has held for some turns of the event loop: what goes on by itself has ended. */
export async function untilQuiet(name: string, isQuiet: () => boolean): Promise<void> {
  let quietTurns = 0;
  await until(name, () => {
    quietTurns = isQuiet() ? quietTurns + 1 : 0;
    return quietTurns > 5;
  });
}
