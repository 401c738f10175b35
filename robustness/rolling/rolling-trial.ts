import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckedRun, checkRun } from "../checker/check-run.ts";
import { type UnaryCalls, unaryCalls } from "../checker/failed-calls.ts";
import { type RunDump, runFiles } from "../checker/read-run.ts";
import { createDirectory } from "../directory.ts";
import type { CallerOptions } from "../programs/caller.ts";
import type { WatcherOptions, WatchPlan } from "../programs/watcher.ts";
import { type Restarting, startRestarting } from "../restarting.ts";
import { names } from "../start-programs.ts";
import { startPostgres } from "../stores/postgres.ts";
import { startSqlite } from "../stores/sqlite.ts";
import type { StoreName } from "../stores/store-under-test.ts";
import { startBalancer } from "./balancer.ts";
import { createServerPlace, type Server } from "./server.ts";
import { type HealthSeen, watchHealth } from "./watch-health.ts";

/** A run in which nothing fails and everything is restarted. */
export interface RollingOptions {
  readonly storeName: StoreName;
  /** How long restarts go on, at least; every kind of them is tried once, however long that takes. */
  readonly seconds: number;
  /** As many read and write, and as many watch. */
  readonly clients: number;
  readonly seed: number;
  /** For its histories, empty. */
  readonly folder: string;
}

/** What came of it. */
export interface RollingResult extends CheckedRun {
  readonly calls: UnaryCalls;
  readonly health: HealthSeen;
  /** How many of each kind. */
  readonly restarts: ReadonlyMap<string, number>;
  /** Processes that ended by themselves, or did not end. */
  readonly crashes: readonly string[];
}

const instanceCount = 2;
/** Clients are many; that they share few processes leaves the machine to the servers. */
const processCount = 2;
/** One in so many watches everybody: the others each a user that a client writes. */
const everybodyEvery = 20;
const longestPauseMs = 800;
const finishTimeoutMs = 60_000;

/** Restarts instances and workers one after the other under clients, brings all to rest, and checks what they left. */
export async function runRollingTrial(options: RollingOptions): Promise<RollingResult> {
  const { storeName, seconds, clients, seed, folder } = options;
  for (const name of [runFiles.writers, runFiles.watches, runFiles.reads]) {
    mkdirSync(join(folder, name));
  }
  const crashes: string[] = [];
  const onFault = (message: string) => crashes.push(message);
  await using store = storeName === "sqlite" ? startSqlite(folder) : await startPostgres(1);
  await using directory = await createDirectory(store, join(folder, runFiles.writers));
  const userIds = await directory.createUsers(names("user", clients));
  await using stack = new AsyncDisposableStack();
  const servers = await Promise.all(
    Array.from({ length: instanceCount }, () => createServerPlace(store.location, onFault)),
  );
  stack.defer(() => servers.forEach((server) => void server.kill()));
  await Promise.all(servers.map((server) => server.start()));
  const balancer = await startBalancer(servers.map(({ port }) => port));
  stack.defer(() => balancer.close());
  const watcher = watchHealth(balancer.port);
  stack.defer(async () => void (await watcher.stop()));
  const start = { folder, seed, port: balancer.port, onFault };
  const watchers = startWatchers(start, userIds);
  const callers = startCallers(start, userIds);
  const programs = [...watchers, ...callers];
  stack.defer(async () => void (await Promise.all(programs.map((each) => each.kill()))));

  const restarts = await restartUntil(performance.now() + seconds * 1_000, servers);
  const health = await watcher.stop();
  if (!(await finished(callers))) onFault("a caller did not finish");
  await directory.createMarker();
  if (!(await finished(watchers))) onFault("a watcher did not finish");
  await Promise.all(servers.map((server) => server.stop()));
  const dump: RunDump = { ...(await store.dump()), total: await directory.total() };
  writeFileSync(join(folder, runFiles.dump), JSON.stringify(dump));
  return { ...checkRun(folder), calls: unaryCalls(folder), health, restarts, crashes };
}

/** One thing at a time, as whoever deploys it would: an instance, the workers of an instance. */
async function restartUntil(endMs: number, servers: readonly Server[]) {
  const restarts = new Map<string, number>();
  const count = (what: string) => restarts.set(what, (restarts.get(what) ?? 0) + 1);
  do {
    for (const [n, server] of servers.entries()) {
      await server.stop();
      await server.start();
      count("instances");
      // Of the next one: connections have gone there, and stay.
      await servers[(n + 1) % servers.length]?.restartWorkers();
      count("workers of an instance");
    }
  } while (performance.now() < endMs);
  return restarts;
}

interface ProgramStart {
  readonly folder: string;
  readonly seed: number;
  readonly port: number;
  readonly onFault: (message: string) => void;
}

function startCallers(start: ProgramStart, userIds: readonly number[]): Restarting[] {
  const { folder, seed, port, onFault } = start;
  return shares(userIds).map((own, i) => {
    const name = `caller${i + 1}`;
    const file = `${name}.ndjson`;
    const histories = {
      writes: join(folder, runFiles.writers, file),
      reads: join(folder, runFiles.reads, file),
    };
    const options: CallerOptions = { name, seed, port, userIds: own, histories, longestPauseMs };
    return startRestarting({ program: "caller", onFault, optionsOf: () => options });
  });
}

function startWatchers(start: ProgramStart, userIds: readonly number[]): Restarting[] {
  const { folder, seed, port, onFault } = start;
  return shares(userIds).map((own, i) => {
    const name = `watcher${i + 1}`;
    const watches = own.map((userId, n): WatchPlan => {
      const by = n % everybodyEvery === 0 ? "users" : "user";
      const history = join(folder, runFiles.watches, `${name}-${by}-${n}.ndjson`);
      return by === "users" ? { history, by, includeExisting: true } : { history, by, userId };
    });
    const options: WatcherOptions = { name, seed, ports: [port], watches };
    return startRestarting({ program: "watcher", onFault, optionsOf: () => options });
  });
}

function shares(userIds: readonly number[]): number[][] {
  return Array.from({ length: processCount }, (_, share) =>
    userIds.filter((_id, n) => n % processCount === share),
  );
}

async function finished(programs: readonly Restarting[]): Promise<boolean> {
  const outcomes = await Promise.all(programs.map((each) => each.finish(finishTimeoutMs)));
  return outcomes.every(Boolean);
}
