// BatchCreateUsers on PostgreSQL, one stream, in process. Prints users a second. Arguments: the
// database's address, how many.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createPostgresStore } from "@org/user-store-postgres";

const [url = "", count = "0"] = process.argv.slice(2);
const store = createPostgresStore({ url });
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);

let made = 0;
async function* entries(many: number) {
  for (let i = 0; i < many; i += 1) {
    made += 1;
    yield { email: `user${made}@example.com`, name: `User ${made}` };
  }
}
const options = { timeoutMs: Number.POSITIVE_INFINITY };
await users.batchCreateUsers(entries(Number(count) / 10), options);
const start = performance.now();
const { total } = await users.batchCreateUsers(entries(Number(count)), options);
if (total !== Number(count)) throw new Error(`${total} users were created of ${count} sent`);
console.log(total / ((performance.now() - start) / 1000));
await store.close();
