// CreateUser on PostgreSQL, 64 at a time, in process. Prints users a second. Arguments: the
// database's address, how many, and "notify" for hints by LISTEN and NOTIFY, with somebody listening.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createPostgresStore } from "@org/user-store-postgres";
import { rateAtOnce } from "../at-once.ts";

const [url = "", count = "0", notify] = process.argv.slice(2);
const options = notify === "notify" ? { session: true, notify: true } : { session: true };
const store = createPostgresStore({ url }, options);
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);
if (notify === "notify") store.onHint(() => {});

let created = 0;
const create = () => {
  created += 1;
  return users.createUser({ email: `user${created}@example.com`, name: `User ${created}` });
};
await rateAtOnce(Number(count) / 10, 64, create);
console.log(await rateAtOnce(Number(count), 64, create));
await store.close();
process.exit();
