// Fills an SQLite file with users. Arguments: its path, how many. Prints how many there are.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";

const [path = "", count = "0"] = process.argv.slice(2);
const store = createSqliteStore({ path });
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);

async function* entries() {
  for (let i = 0; i < Number(count); i += 1) {
    yield { email: `user${i}@example.com`, name: `User ${i}` };
  }
}

const { total } = await users.batchCreateUsers(entries(), { timeoutMs: Number.POSITIVE_INFINITY });
console.log(total);
await store.close();
