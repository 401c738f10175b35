// CreateUser without a password on SQLite, 64 at a time, in process. Prints users a second.
// Arguments: the path of a new file, how many users.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";

const [path = "", count = "0"] = process.argv.slice(2);
const store = createSqliteStore({ path });
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);

let created = 0;
async function create(many: number): Promise<void> {
  const end = created + many;
  const work = async () => {
    while (created < end) {
      const i = created;
      created += 1;
      await users.createUser({ email: `user${i}@example.com`, name: `User ${i}` });
    }
  };
  await Promise.all(Array.from({ length: 64 }, work));
}

await create(Number(count) / 10); // Warm-up.
const start = performance.now();
await create(Number(count));
const rate = Number(count) / ((performance.now() - start) / 1000);
const { total } = await users.listUsers({ pageSize: 1 });
if (total !== created) throw new Error(`${total} users were created of ${created} asked for`);
console.log(rate);
await store.close();
