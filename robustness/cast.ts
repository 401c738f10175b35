import { join } from "node:path";
import type { BrokenStore } from "./broken/broken-stores.ts";
import { runFiles } from "./checker/read-run.ts";
import type { Directory } from "./directory.ts";
import type { Fault } from "./fault.ts";
import { createInstancePlace } from "./instances.ts";
import { linkFaults } from "./link-faults.ts";
import { type LoopbackProxy, startProxy } from "./loopback-proxy.ts";
import { processFaults } from "./process-faults.ts";
import type { LingererOptions } from "./programs/lingerer.ts";
import type { WatcherOptions, WatchPlan } from "./programs/watcher.ts";
import type { WriterOptions } from "./programs/writer.ts";
import { type Restarting, startRestarting } from "./restarting.ts";
import type { StoreUnderTest } from "./stores/store-under-test.ts";

/** Every process of a run. */
export interface Cast extends AsyncDisposable {
  /** What can go wrong, with them, on the ways between them, and with their database. */
  readonly faults: readonly Fault[];
  /**
   * Lets writers end, then watchers have the rest. Resolves with who did not in time.
   */
  comeToRest(): Promise<readonly string[]>;
}

/** What {@link startCast} needs. */
export interface CastOptions {
  readonly store: StoreUnderTest;
  readonly directory: Directory;
  readonly seed: number;
  readonly broken: BrokenStore | undefined;
  /** For the histories. */
  readonly folder: string;
  /** Told of a process that ends by itself. */
  readonly onFault: (message: string) => void;
}

/** How many instances there are. */
export const instanceCount = 3;

const writerCount = 3;
const watcherCount = 3;
/** Users whom every writer changes, and some watches follow. */
const sharedUsers = 6;
/** Users in transactions that linger. */
const lingeringUsers = 4;
const longestPauseMs = 40;
const longestHoldMs = 150;
const writersTimeoutMs = 30_000;
const watchersTimeoutMs = 30_000;
/** Of a broken store some may wait for ever for what was lost. */
const brokenTimeoutMs = 8_000;

/** Starts them all: instances first, each behind a proxy. */
export async function startCast(options: CastOptions): Promise<Cast> {
  const { store, directory, broken } = options;
  await using stack = new AsyncDisposableStack();
  const proxies = await startProxies(instanceCount);
  stack.defer(() => proxies.forEach((proxy) => void proxy.close()));
  const instances = await startInstances(options, proxies);
  stack.defer(async () => void (await Promise.all(instances.map((each) => each.kill()))));
  const sharedIds = await directory.createUsers(names("shared", sharedUsers));
  const ports = proxies.map(({ port }) => port);
  const writers = startWriters(options, ports, sharedIds);
  const lingerers = await startLingerers(options);
  const watchers = startWatchers(options, ports, sharedIds);
  const programs = [...writers, ...lingerers, ...watchers];
  stack.defer(async () => void (await Promise.all(programs.map((each) => each.kill()))));
  const disposal = stack.move();
  return {
    faults: [
      ...processFaults({ instances, watchers, writers, store: directory.store }),
      ...linkFaults("client", proxies),
      ...store.faults,
    ],
    async comeToRest() {
      const haveWritten = await finished([...writers, ...lingerers], writersTimeoutMs);
      await directory.createMarker();
      const haveSeen = await finished(watchers, broken ? brokenTimeoutMs : watchersTimeoutMs);
      return [
        ...(haveWritten ? [] : ["a writer did not finish"]),
        ...(haveSeen ? [] : ["a watcher did not finish"]),
      ];
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

function startProxies(count: number): Promise<LoopbackProxy[]> {
  return Promise.all(Array.from({ length: count }, startProxy));
}

async function startInstances(
  { store, broken, folder, onFault }: CastOptions,
  proxies: readonly LoopbackProxy[],
) {
  // Ports of the loopback interface that only a broken store binds, for datagrams.
  const hintPorts = proxies.map(({ port }) => port);
  const log = join(folder, "instances.log");
  const instances = proxies.map((proxy, place) =>
    createInstancePlace({ store, place, proxy, broken, hintPorts, log, onFault }),
  );
  await Promise.all(instances.map((each) => each.start()));
  return instances;
}

function startWriters(
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

/** Only where writers do not wait for each other. */
async function startLingerers(options: CastOptions): Promise<Restarting[]> {
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

function startWatchers(
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

function names(what: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${what}${i + 1}`);
}

function historyOf(folder: string, room: string, name: string): string {
  return join(folder, room, `${name}.ndjson`);
}

async function finished(programs: readonly Restarting[], timeoutMs: number): Promise<boolean> {
  const outcomes = await Promise.all(programs.map((each) => each.finish(timeoutMs)));
  return outcomes.every(Boolean);
}
