// ListUsers of 100 on SQLite, page 1 and page 10,000 in turn, in process. Prints the median
// microseconds of each. Argument: the path of a filled file.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { median } from "../row.ts";

const [path = ""] = process.argv.slice(2);
const store = createSqliteStore({ path });
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);

// By number once, to get the token that leads to page 10,000; the rest is by token.
const { nextPageToken: deep } = await users.listUsers({ page: 9_999, pageSize: 100 });
const { nextPageToken: second } = await users.listUsers({ page: 1, pageSize: 100 });

async function timed(pageToken: string): Promise<number> {
  const start = performance.now();
  await users.listUsers({ pageToken, pageSize: 100 });
  return (performance.now() - start) * 1000;
}

const times: { first: number[]; deep: number[] } = { first: [], deep: [] };
for (let i = 0; i < 3_000; i += 1) {
  // Page 2: the first that is asked for by token, as every later one.
  times.first.push(await timed(second));
  times.deep.push(await timed(deep));
}
console.log(JSON.stringify({ first: median(times.first), deep: median(times.deep) }));
await store.close();
