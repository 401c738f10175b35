import { startPruning } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { startApp } from "./start-app.ts";

const { SESSION_SECRET: secret, PORT = "3000" } = process.env;
if (!secret) throw new Error("SESSION_SECRET is not set");

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
const stopPruning = startPruning(store); // forgets events after 7 days, request ids after 24 hours
const app = await startApp(store, secret, Number(PORT));
console.log(app.url);
process.once("SIGTERM", async () => {
  await app.stop();
  stopPruning();
  await store.close();
});
