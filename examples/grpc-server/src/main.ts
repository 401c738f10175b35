import { startPruning } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { startServer } from "./server.ts";
import { createTokens } from "./tokens.ts";

const { API_TOKEN } = process.env;
if (!API_TOKEN) throw new Error("API_TOKEN is not set");

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
startPruning(store); // forgets events after 7 days, request ids after 24 hours
const tokens = createTokens(new Map([[API_TOKEN, "backend"]]));
const { address, stop } = await startServer("127.0.0.1:50051", store, tokens);
console.log(`listening on ${address}`);
process.once("SIGTERM", async () => {
  await stop();
  await store.close();
});
