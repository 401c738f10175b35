// GetUser on PostgreSQL, 64 at a time, in process, and the statement it sends through bare pg.
// Arguments: the database's address, how many. Prints calls a second of each.
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createPostgresStore } from "@org/user-store-postgres";
import { Pool } from "pg";
import { rateAtOnce } from "../at-once.ts";

const [url = "", count = "0"] = process.argv.slice(2);
const known = 10_000;
const store = createPostgresStore({ url });
await store.migrate();
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);
async function* entries() {
  for (let i = 0; i < known; i += 1) yield { email: `user${i}@example.com`, name: `User ${i}` };
}
await users.batchCreateUsers(entries());

const pool = new Pool({ connectionString: url, max: 10 });
const statement = `SELECT u.id, u.email, u.name, u.is_active, u.created_at, u.updated_at, u.revision
  FROM user_directory.users AS u WHERE u.id = $1::integer`;

const idOf = (i: number) => 1 + ((i * 7_919) % known);
const ours = (i: number) => users.getUser({ userId: idOf(i) });
const theirs = async (i: number) => {
  const { rows } = await pool.query(statement, [idOf(i)]);
  if (rows[0]?.id !== idOf(i)) throw new Error("not the user asked for");
};

const times = Number(count);
await rateAtOnce(times / 4, 64, ours);
await rateAtOnce(times / 4, 64, theirs);
// In short turns, so that both have the machine as it is.
const rates: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
for (let turn = 0; turn < 10; turn += 1) {
  rates.ours.push(await rateAtOnce(times / 10, 64, ours));
  rates.theirs.push(await rateAtOnce(times / 10, 64, theirs));
}
const mean = (of: number[]) => of.length / of.reduce((sum, rate) => sum + 1 / rate, 0);
console.log(JSON.stringify({ ours: mean(rates.ours), theirs: mean(rates.theirs) }));
await pool.end();
await store.close();
