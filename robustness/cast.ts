import { join } from "node:path";
import type { CastOptions } from "./cast-options.ts";
import type { Fault } from "./fault.ts";
import { createInstancePlace } from "./instances.ts";
import { linkFaults } from "./link-faults.ts";
import { type LoopbackProxy, startProxy } from "./loopback-proxy.ts";
import { processFaults } from "./process-faults.ts";
import type { Restarting } from "./restarting.ts";
import { names, startLingerers, startWatchers, startWriters } from "./start-programs.ts";

/** Every process of a run. */
export interface Cast extends AsyncDisposable {
  /** What can go wrong, with them, on the ways between them, and with their database. */
  readonly faults: readonly Fault[];
  /**
   * Lets writers end, then watchers have the rest. Resolves with who did not in time.
   */
  comeToRest(): Promise<readonly string[]>;
}

/** How many instances there are. */
export const instanceCount = 3;

/** Users whom every writer changes, and some watches follow. */
const sharedUsers = 6;
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

async function finished(programs: readonly Restarting[], timeoutMs: number): Promise<boolean> {
  const outcomes = await Promise.all(programs.map((each) => each.finish(timeoutMs)));
  return outcomes.every(Boolean);
}
