// ListUsers of 100 on SQLite, page 1 and a deep one by token in turn, in process. Prints the
// median microseconds of each. Arguments: the path of a filled file, the number of the page.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { median } from "../row.ts";

const [path = "", deepPage = "0"] = process.argv.slice(2);
const store = createSqliteStore({ path });
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);
const pageSize = 100;

// By number once, to get the token that leads to the deep page; the rest is by token.
const { nextPageToken: deep } = await users.listUsers({ page: Number(deepPage) - 1, pageSize });

async function timed(pageToken: string, firstId: number): Promise<number> {
  const start = performance.now();
  const page = await users.listUsers({ pageToken, pageSize });
  const elapsed = (performance.now() - start) * 1000;
  if (page.users[0]?.id !== firstId || !page.hasMore) throw new Error("not the page asked for");
  return elapsed;
}

const deepId = (Number(deepPage) - 1) * pageSize + 1;
const times: { first: number[]; deep: number[] } = { first: [], deep: [] };
for (let i = 0; i < 4_000; i += 1) {
  const [first, later] = [await timed("", 1), await timed(deep, deepId)];
  if (i < 1_000) continue; // Warm-up.
  times.first.push(first);
  times.deep.push(later);
}
console.log(JSON.stringify({ first: median(times.first), deep: median(times.deep) }));
await store.close();
