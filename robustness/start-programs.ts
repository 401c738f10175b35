import { join } from "node:path";
import type { CastOptions } from "./cast-options.ts";
import { runFiles } from "./checker/read-run.ts";
import type { LingererOptions } from "./programs/lingerer.ts";
import type { WatcherOptions, WatchPlan } from "./programs/watcher.ts";
import type { WriterOptions } from "./programs/writer.ts";
import { type Restarting, startRestarting } from "./restarting.ts";

const writerCount = 3;
const watcherCount = 3;
/** Users in transactions that linger. */
const lingeringUsers = 4;
const longestPauseMs = 40;
const longestHoldMs = 150;

/** Starts the writers. */
export function startWriters(
  { folder, seed, onFault }: CastOptions,
  ports: readonly number[],
  sharedIds: readonly number[],
): Restarting[] {
  return names("writer", writerCount).map((name) =>
    startRestarting({
      program: "writer",
      onFault,
      optionsOf: (life): WriterOptions => ({
        ...{ name: `${name}-${life}`, seed, ports, sharedIds, longestPauseMs },
        history: historyOf(folder, runFiles.writers, name),
      }),
    }),
  );
}

/** Starts one that holds transactions open: only where writers do not wait for each other. */
export async function startLingerers(options: CastOptions): Promise<Restarting[]> {
  const { store, directory, folder, seed, onFault } = options;
  const { location } = store;
  if (location.kind !== "postgres") return [];
  const userIds = await directory.createUsers(names("lingering", lingeringUsers));
  const lingerer = startRestarting({
    program: "lingerer",
    onFault,
    optionsOf: (life): LingererOptions => ({
      ...{ name: `lingerer-${life}`, seed, url: location.url, userIds, longestHoldMs },
      history: historyOf(folder, runFiles.writers, "lingerer"),
    }),
  });
  return [lingerer];
}

/** Starts the watchers, each with several watches. */
export function startWatchers(
  { folder, seed, onFault }: CastOptions,
  ports: readonly number[],
  sharedIds: readonly number[],
): Restarting[] {
  return names("watcher", watcherCount).map((name, n) => {
    const watches = watchPlans(n, sharedIds).map((plan, i) => ({
      ...plan,
      history: historyOf(folder, runFiles.watches, `${name}-${plan.by}-${i}`),
    }));
    return startRestarting({
      program: "watcher",
      onFault,
      optionsOf: (life): WatcherOptions => ({ name: `${name}-${life}`, seed, ports, watches }),
    });
  });
}

/** Of everybody in both ways, with and without the present users; of users whom all change, and of anybody. */
function watchPlans(n: number, sharedIds: readonly number[]): Omit<WatchPlan, "history">[] {
  const userId = sharedIds[n % sharedIds.length];
  return [
    { by: "users", includeExisting: n % 2 === 0 },
    { by: "raw", includeExisting: n % 2 === 1 },
    { by: "user", ...(userId !== undefined && { userId }) },
    { by: "user" },
  ];
}

/** So many names. */
export function names(what: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${what}${i + 1}`);
}

function historyOf(folder: string, room: string, name: string): string {
  return join(folder, room, `${name}.ndjson`);
}
