import fc from "fast-check";
import { expect } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import { raceIt } from "./race-it.ts";
import { createTwo } from "./update-update.ts";
import { anyLife, anyWatch, live } from "./watched-writes.ts";
import { expectRefusal, expectRun, expectWholeSuffix, watch } from "./watcher.ts";

/** Watches whose callers go at any moment. */
export function cancelWatchRaces(factory: StoreFactory): void {
  raceIt("ends a cancelled watch at once, and leaves nothing of it behind", factory, {
    parameters: fc.record({
      life: anyLife,
      watches: fc.array(anyWatch, { minLength: 1, maxLength: 3 }),
      isCancelledLate: fc.boolean(),
    }),
    stormy: true,
    async run(race, { life, watches, isCancelledLate }) {
      const [{ id }] = await createTwo(race);
      const controller = new AbortController();
      const opened = watches.map((plan) => watch(race, id, plan, controller.signal));
      const staying = watch(race, id, { afterRevision: 0n, isSlow: false });
      const living = live(race, id, life);
      const cancel = (isCancelledLate ? living : Promise.resolve())
        .then(() => race.pause("cancel"))
        .then(() => controller.abort());
      await race.finish<unknown>([living, cancel, staying, ...opened]);
      const log = race.writes.updates(id);
      // Who stays is not disturbed.
      expectWholeSuffix(await staying, log);
      for (const watched of await Promise.all(opened)) {
        const { error } = watched;
        if (error === undefined) expectWholeSuffix(watched, log);
        else if (error.code === "CANCELLED") expectRun(watched, log);
        else expectRefusal(watched, log);
      }
      await checkDirectory(race.store, race);
    },
  });

  raceIt("ends a watch that its reader leaves, and leaves nothing of it behind", factory, {
    parameters: fc.record({ life: anyLife, reads: fc.integer({ min: 1, max: 3 }) }),
    stormy: true,
    async run(race, { life, reads }) {
      const [{ id }] = await createTwo(race);
      const read: bigint[] = [];
      const reading = race.begin("read some", async () => {
        for await (const { revision } of race.users.watchUserUpdates({
          userId: id,
          afterRevision: 0n,
        })) {
          read.push(revision);
          if (read.length === reads) return;
          await race.pause("read on");
        }
      });
      await race.finish<unknown>([live(race, id, life), reading]);
      expect((await reading).outcome.ok).toBe(true);
      const log = race.writes.updates(id).map(({ revision }) => revision);
      expect(read).toEqual(log.slice(0, reads));
    },
  });
}
