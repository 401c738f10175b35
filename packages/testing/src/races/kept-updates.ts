import type { UserStore, UserUpdate } from "@org/user-core";
import { expect } from "vitest";

/** Small, so that every reading goes over several pages. */
const pageSize = 2;

/** The updates of one user that are still in the log, in order. Fails if they have a gap. */
export async function keptUpdates(store: UserStore, userId: number): Promise<UserUpdate[]> {
  const kept: UserUpdate[] = [];
  for (let after = 1n; ; ) {
    const page = await store.userUpdates(userId, after, pageSize);
    if (page.kind === "unknown") return kept;
    if (page.kind === "ahead") expect.fail(`user ${userId} is ahead at ${after}`);
    if (page.kind === "expired") {
      expect(kept, "only the log's beginning is forgotten").toEqual([]);
      after += 1n;
      continue;
    }
    for (const update of page.updates) {
      expect(update.revision, "updates are gapless").toBe(after + 1n);
      after = update.revision;
      kept.push(update);
    }
    const isDeleted = kept.at(-1)?.field === "deleted";
    if (page.updates.length > 0) expect(page.ended, "ends with the deletion").toBe(isDeleted);
    if (page.ended || page.updates.length === 0) return kept;
  }
}
