import { setTimeout } from "node:timers/promises";

/**
 * Waits until a condition holds, asking again and again. For use where
 * `expect.poll` is not: in what concurrent tests share.
 *
 * @throws an Error if it does not hold within thirty seconds.
 */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not so after 30 seconds: ${condition}`);
    await setTimeout(10);
  }
}
