import type { CallOptions } from "@org/user-core";
import fc from "fast-check";
import { expect } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { streamOf } from "../streams.ts";
import { checkDirectory } from "./check-directory.ts";
import type { Race } from "./race.ts";
import { raceIt } from "./race-it.ts";
import { createTwo } from "./update-update.ts";

const entries = ["x@example.com", "y@example.com", "z@example.com"].map((email) => ({
  email,
  name: "New",
}));

/** A write that may be cancelled. */
interface CancellableWrite {
  /** How many events it appends. */
  readonly events: number;
  /** Whether it is more than one commit: those before its cancellation stay. */
  readonly isInParts: boolean;
  run(users: Race["users"], userId: number, options: CallOptions): Promise<unknown>;
}

const writes = {
  create: {
    events: 1,
    isInParts: false,
    run: (users, _, options) => users.createUser({ email: "x@example.com", name: "New" }, options),
  },
  update: {
    events: 3,
    isInParts: false,
    run(users, id, options) {
      const user = { id, name: "New", email: "x@example.com" };
      return users.updateUser({ user, password: "correct horse" }, options);
    },
  },
  delete: {
    events: 1,
    isInParts: false,
    run: (users, userId, options) => users.deleteUser({ userId }, options),
  },
  batch: {
    events: entries.length,
    isInParts: true,
    run: (users, _, options) => users.batchCreateUsers(streamOf(...entries), options),
  },
} satisfies Record<string, CancellableWrite>;

/** Calls whose callers go at any moment. */
export function cancelWriteRaces(factory: StoreFactory): void {
  raceIt("applies a cancelled write wholly or not at all, and leaves nothing behind", factory, {
    parameters: fc.record({
      write: fc.constantFrom("create", "update", "delete", "batch"),
      hasRival: fc.boolean(),
    }),
    pinned: [{ seed: -1410651260, path: "3", shows: "an update in two commits" }],
    async run(race, { write, hasRival }) {
      const [{ id }] = await createTwo(race);
      const before = await eventsOf(race);
      const { events, isInParts, run } = writes[write];
      const controller = new AbortController();
      const { signal } = controller;
      const call = race.begin<unknown>(write, () => run(race.users, id, { signal }));
      const cancel = race.pause("cancel").then(() => controller.abort());
      const rival = hasRival
        ? race.begin("rival", () => race.users.updateUser({ user: { id, name: "Rival" } }))
        : undefined;
      await race.finish<unknown>([call, cancel, rival ?? cancel]);
      const { outcome } = await call;
      if (!outcome.ok) expect(outcome.error.code).toBe("CANCELLED");
      const byRival = (await rival)?.outcome.ok ? 1 : 0;
      const appended = (await eventsOf(race)) - before - byRival;
      const partly = isInParts ? Array.from({ length: events }, (_, i) => i) : [0];
      expect(outcome.ok ? [events] : [...partly, events]).toContain(appended);
      if (isInParts)
        expect(race.writes.created().slice(2)).toMatchObject(entries.slice(0, appended));
    },
  });
}

async function eventsOf(race: Race): Promise<number> {
  return (await checkDirectory(race.store, race)).events?.length ?? 0;
}
