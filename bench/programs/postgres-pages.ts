// ListUsers of 100 on PostgreSQL, page 1 and a deep one by token in turn, and the count, in process.
// Prints the median microseconds of each. Arguments: the database's address, how many users it
// gets, the number of the page.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createPostgresStore } from "@org/user-store-postgres";
import { median } from "../row.ts";

const [url = "", count = "0", deepPage = "0"] = process.argv.slice(2);
const store = createPostgresStore({ url }, { session: true });
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);
const pageSize = 100;

if ((await store.count()) === 0) {
  async function* entries() {
    for (let i = 0; i < Number(count); i += 1) {
      yield { email: `user${i}@example.com`, name: `User ${i}` };
    }
  }
  await users.batchCreateUsers(entries(), { timeoutMs: Number.POSITIVE_INFINITY });
}
// By number once, to get the token that leads to the deep page; the rest is by token.
const { nextPageToken: deep } = await users.listUsers(
  { page: Number(deepPage) - 1, pageSize },
  { timeoutMs: 60_000 },
);

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) * 1000;
}

const times = { first: [] as number[], deep: [] as number[], count: [] as number[] };
for (let i = 0; i < 1_500; i += 1) {
  const first = await timed(() => users.listUsers({ pageToken: "", pageSize }));
  const later = await timed(() => users.listUsers({ pageToken: deep, pageSize }));
  const counted = await timed(() => store.count());
  if (i < 500) continue; // Warm-up.
  times.first.push(first);
  times.deep.push(later);
  times.count.push(counted);
}
const { users: page } = await users.listUsers({ pageToken: deep, pageSize });
if (page.length !== pageSize) throw new Error("not the page asked for");
const medians = Object.entries(times).map(([name, each]) => [name, median(each)]);
console.log(JSON.stringify(Object.fromEntries(medians)));
await store.close();
