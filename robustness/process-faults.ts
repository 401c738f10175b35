import { setTimeout as delay } from "node:timers/promises";
import type { UserStore } from "@org/user-core";
import type { Fault } from "./fault.ts";
import type { InstancePlace } from "./instances.ts";
import type { Random } from "./random.ts";
import type { Restarting } from "./restarting.ts";

/** What can be killed, and whose log can be pruned. */
export interface FaultTargets {
  readonly instances: readonly InstancePlace[];
  readonly watchers: readonly Restarting[];
  readonly writers: readonly Restarting[];
  /** By a way of its own. */
  readonly store: UserStore;
}

/** How long somebody is away at most, in milliseconds. */
const longestAbsenceMs = 800;
/** What pruning leaves at most, in seconds. */
const longestKeptSeconds = 3;

/** What goes wrong whatever the database. */
export function processFaults({ instances, watchers, writers, store }: FaultTargets): Fault[] {
  return [
    {
      name: "instances killed",
      async strike(random) {
        const instance = random.pick(instances);
        await instance.kill();
        await absence(random);
        await instance.start();
      },
    },
    killing("watchers killed", watchers),
    killing("writers killed", writers),
    {
      name: "log pruned",
      strike: (random) => prune(store, random.between(0, longestKeptSeconds)),
    },
    {
      // All that it has not seen yet is gone when it comes back.
      name: "log pruned under a watcher",
      async strike(random) {
        const watcher = random.pick(watchers);
        await watcher.kill();
        await absence(random);
        await prune(store, -1);
        watcher.start();
      },
    },
  ];
}

function killing(name: string, programs: readonly Restarting[]): Fault {
  return {
    name,
    async strike(random) {
      const program = random.pick(programs);
      await program.kill();
      await absence(random);
      program.start();
    },
  };
}

async function absence(random: Random): Promise<void> {
  await delay(random.between(0, longestAbsenceMs));
}

/** Forgets events, but those of the last seconds. No request id: those are kept for a day. */
async function prune(store: UserStore, keptSeconds: number): Promise<void> {
  const eventsBefore = BigInt(Math.floor(Date.now() / 1_000) - keptSeconds);
  // It may be the database that is away.
  await store.prune({ eventsBefore, requestIdsBefore: 0n }).catch(() => {});
}
