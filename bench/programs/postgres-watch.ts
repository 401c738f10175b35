// From an update's call to its watcher, on PostgreSQL: watches of users each in process, one user's
// updates for each watcher. Prints the median and the 99th percentile in milliseconds. Arguments:
// the database's address, how many watchers, how many updates, and "two" for updates at an instance
// other than the watchers'. Pauses between updates are random.
import { setTimeout } from "node:timers/promises";
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createPostgresStore } from "@org/user-store-postgres";

const [url = "", watchers = "1", updates = "0", instances] = process.argv.slice(2);

async function instance() {
  const store = createPostgresStore({ url }, { session: true });
  await store.migrate();
  return createInProcessClient(UserService, createUserService({ store }).services);
}

const watching = await instance();
const writing = instances === "two" ? await instance() : watching;
const count = Number(watchers);
async function* entries() {
  for (let i = 0; i < count; i += 1) yield { email: `user${i}@example.com`, name: "N" };
}
const { total } = await writing.listUsers({ pageSize: 1 });
if (total < count) await writing.batchCreateUsers(entries());

let arrived: (() => void) | undefined;
let open = 0;
const allWatch = Promise.withResolvers<void>();
async function watch(userId: number): Promise<void> {
  const onHeaders = () => {
    open += 1;
    if (open === count) allWatch.resolve();
  };
  for await (const _ of watching.watchUserUpdates({ userId }, { onHeaders })) arrived?.();
}
for (let id = 1; id <= count; id += 1) void watch(id);
await allWatch.promise;

const latencies: number[] = [];
const warmUp = 20;
for (let i = 0; i < warmUp + Number(updates); i += 1) {
  // At any time between two polls, not always just after one.
  await setTimeout(Math.random() * 100);
  const id = 1 + ((i * 7_919) % count);
  const { promise, resolve } = Promise.withResolvers<void>();
  arrived = resolve;
  const start = performance.now();
  await writing.updateUser({ user: { id, name: `N${i} ${start}` } });
  await promise;
  if (i >= warmUp) latencies.push(performance.now() - start);
}
latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.floor(latencies.length * share)];
console.log(JSON.stringify({ median: at(0.5), p99: at(0.99) }));
process.exit();
