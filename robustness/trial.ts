import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrokenStore } from "./broken/broken-stores.ts";
import { instanceCount, startCast } from "./cast.ts";
import { type CheckedRun, checkRun } from "./checker/check-run.ts";
import { type RunDump, runFiles } from "./checker/read-run.ts";
import { createDirectory } from "./directory.ts";
import { strikeUntil } from "./fault-schedule.ts";
import { createRandom } from "./random.ts";
import { startPostgres } from "./stores/postgres.ts";
import { startSqlite } from "./stores/sqlite.ts";
import type { StoreName, StoreUnderTest } from "./stores/store-under-test.ts";

/** A run over one store. */
export interface TrialOptions {
  readonly storeName: StoreName;
  readonly seconds: number;
  readonly seed: number;
  readonly broken: BrokenStore | undefined;
  /** For its histories, empty. */
  readonly folder: string;
}

/** What came of it. */
export interface TrialResult extends CheckedRun {
  /** How often each kind of fault struck. */
  readonly faults: ReadonlyMap<string, number>;
  /** Processes that ended by themselves, or did not end. */
  readonly crashes: readonly string[];
}

/** Lets writers, watchers and faults loose on a store, brings all to rest, and checks what they left. */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const { storeName, seconds, seed, broken, folder } = options;
  for (const name of [runFiles.writers, runFiles.watches]) mkdirSync(join(folder, name));
  const crashes: string[] = [];
  await using store = await startStore(storeName, folder);
  await using directory = await createDirectory(store, join(folder, runFiles.writers));
  await using cast = await startCast({
    ...{ store, directory, seed, broken, folder },
    onFault: (message) => crashes.push(message),
  });
  const endMs = performance.now() + seconds * 1_000;
  const faults = await strikeUntil(endMs, cast.faults, createRandom(seed, "faults"));
  await store.recover();
  crashes.push(...(await cast.comeToRest()));
  const dump: RunDump = { ...(await store.dump()), total: await directory.total() };
  writeFileSync(join(folder, runFiles.dump), JSON.stringify(dump));
  return { ...checkRun(folder), faults, crashes };
}

function startStore(name: StoreName, folder: string): Promise<StoreUnderTest> | StoreUnderTest {
  return name === "sqlite" ? startSqlite(folder) : startPostgres(instanceCount);
}
