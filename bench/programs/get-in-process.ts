// GetUser in process, memory store, all middleware. Prints calls a second. Argument: how many.
import {
  createDrain,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  logCalls,
  staticTokens,
  UserService,
} from "@org/user-core";

const count = Number(process.argv[2]);
const token = "t".repeat(40);
let records = 0;
const { services } = createUserService({
  store: createMemoryStore(),
  middleware: [
    logCalls(() => {
      records += 1;
    }),
    createDrain().middleware,
    staticTokens([{ token, principal: { name: "bench" } }]),
  ],
});
const users = createInProcessClient(UserService, services, {
  headers: { authorization: `Bearer ${token}` },
});
const { id: userId } = await users.createUser({ email: "alice@example.com", name: "Alice" });

async function call(times: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < times; i += 1) await users.getUser({ userId });
  return times / ((performance.now() - start) / 1000);
}

await call(300_000);
const rate = await call(count);
if (records < 300_000 + count) throw new Error("calls were not logged");
console.log(rate);
