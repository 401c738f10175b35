// GetUser in process, memory store, all middleware. Prints calls a second.
import {
  createDrain,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  logCalls,
  staticTokens,
  UserService,
} from "@org/user-core";

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

async function call(count: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i += 1) await users.getUser({ userId });
  return count / ((performance.now() - start) / 1000);
}

await call(300_000);
const rate = await call(1_000_000);
if (records < 1_000_000) throw new Error("calls were not logged");
console.log(rate);
