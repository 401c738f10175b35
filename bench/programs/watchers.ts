// Watches in process, one for each user. Prints KB of heap and of resident memory a watcher, and
// the median milliseconds from an update to its watcher. Argument: how many.
import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  UserService,
} from "@org/user-core";
import { median } from "../row.ts";

const count = Number(process.argv[2]);
const { services } = createUserService({ store: createMemoryStore() });
const users = createInProcessClient(UserService, services);
for (let i = 0; i < count; i += 1) {
  await users.createUser({ email: `user${i}@example.com`, name: "N" });
}

function memory(): { heap: number; resident: number } {
  if (globalThis.gc === undefined) throw new Error("start it with --expose-gc");
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

const before = memory();
const seen = new Map<number, () => void>();
let watching = 0;
const allWatch = Promise.withResolvers<void>();
async function watch(userId: number): Promise<void> {
  const onHeaders = () => {
    watching += 1;
    if (watching === count) allWatch.resolve();
  };
  for await (const _ of users.watchUserUpdates({ userId }, { onHeaders })) seen.get(userId)?.();
}
for (let id = 1; id <= count; id += 1) void watch(id);
await allWatch.promise;
const after = memory();
const kilobytes = (kind: "heap" | "resident") => (after[kind] - before[kind]) / 1024 / count;

const latencies: number[] = [];
for (let i = 0; i < 1_000; i += 1) {
  const id = 1 + ((i * 7_919) % count);
  const arrived = new Promise<void>((resolve) => seen.set(id, resolve));
  const start = performance.now();
  await users.updateUser({ user: { id, name: `N${i}` } });
  await arrived;
  latencies.push(performance.now() - start);
}
console.log(
  JSON.stringify({
    heapKilobytes: kilobytes("heap"),
    residentKilobytes: kilobytes("resident"),
    latencyMs: median(latencies),
  }),
);
process.exit();
