// CreateUser without a password on SQLite, 64 at a time, in process. Prints users a second.
// Arguments: the path of a new file, how many users.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";

const [path = "", count = "0"] = process.argv.slice(2);
const store = createSqliteStore({ path });
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);

let next = 0;
async function work(): Promise<void> {
  while (next < Number(count)) {
    const i = next;
    next += 1;
    await users.createUser({ email: `user${i}@example.com`, name: `User ${i}` });
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: 64 }, work));
console.log(Number(count) / ((performance.now() - start) / 1000));
await store.close();
