// Follows the directory in several ways at once until all is told, or it is killed. Every
// message goes to a history before the next one is asked for; whoever is started again goes on
// from what that history has.

import { openHistory, readHistoryTail } from "../history/history-file.ts";
import type { WatchRecord } from "../history/records.ts";
import { createRandom } from "../random.ts";
import { createClients } from "./clients.ts";
import { finishSignal, programOptions } from "./program.ts";
import { createRecorder } from "./recorder.ts";
import type { WatchContext } from "./watch-context.ts";
import { watchEverybody } from "./watch-everybody.ts";
import { watchOne } from "./watch-one.ts";

/** How one of a watcher's watches follows the directory. */
export interface WatchPlan {
  /** Of the watch, whichever life its watcher is in. */
  readonly history: string;
  /** `users` by core's `watchUsers`, `raw` by the bare stream, `user` by core's `watchUser`. */
  readonly by: "users" | "raw" | "user";
  /** Of those of everybody: whether they begin with the present users. */
  readonly includeExisting?: boolean;
  /** Of those of one user: whom; without one, somebody else whenever it has ended. */
  readonly userId?: number;
}

/** How a watcher is started. */
export interface WatcherOptions {
  /** Its own, and of this life of it. */
  readonly name: string;
  readonly seed: number;
  readonly ports: readonly number[];
  readonly watches: readonly WatchPlan[];
}

const { name, seed, ports, watches } = programOptions<WatcherOptions>();
const finish = finishSignal();

async function follow(plan: WatchPlan, n: number): Promise<void> {
  const random = createRandom(seed, name, n);
  const before = readHistoryTail<WatchRecord>(plan.history);
  const recorder = createRecorder(openHistory<WatchRecord>(plan.history), `${name}-${n}`);
  const context: WatchContext = {
    ...{ clients: createClients(ports, random), random, before, recorder, finish },
  };
  if (before.some(({ kind }) => kind === "reached")) return;
  await (plan.by === "user" ? watchOne(context, plan) : watchEverybody(context, plan));
  recorder.note({ kind: "reached" });
}

await Promise.all(watches.map(follow));
process.exit(0);
