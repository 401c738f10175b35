import { expect } from "vitest";
import { patience } from "./children.fixture.ts";
import type { connectTo } from "./client.fixture.ts";

type Users = ReturnType<typeof connectTo>;

/**
 * Changes a user again and again, on a connection that lasts and on new ones, which may be given
 * to any worker, until none of those is left that are to go. No write may fail.
 */
export async function writeUntilGone(
  remaining: () => readonly number[],
  users: Users,
  connect: () => Users,
  id: number,
): Promise<void> {
  let writes = 0;
  const write = async () => {
    writes += 1;
    using newcomer = connect();
    for (const each of [newcomer, users]) {
      await each.updateUser({ user: { id, name: `Ada ${writes}` } });
    }
    return remaining();
  };
  await expect.poll(write, patience).toEqual([]);
}
