import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "./fault.ts";
import type { Random } from "./random.ts";

const shortestPauseMs = 100;
const longestPauseMs = 1_200;

/**
 * Lets faults strike until the time is over, several at a time, but each kind once at a time
 * and as often as every other. Resolves when the last one is over, with how often each has.
 */
export async function strikeUntil(
  endMs: number,
  faults: readonly Fault[],
  random: Random,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const going = new Map<Fault, Promise<void>>();
  let bag: Fault[] = [];
  while (performance.now() < endMs) {
    await delay(random.between(shortestPauseMs, longestPauseMs));
    if (bag.length === 0) bag = random.shuffled(faults);
    const fault = bag.pop();
    if (fault === undefined || going.has(fault)) continue;
    counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
    going.set(
      fault,
      fault.strike(random).finally(() => going.delete(fault)),
    );
  }
  await Promise.all(going.values());
  return counts;
}
