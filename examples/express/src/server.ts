import { startPruning } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { createApp } from "./app.ts";

const { SESSION_SECRET: secret } = process.env;
if (!secret) throw new Error("SESSION_SECRET is not set");

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
startPruning(store); // forgets events after 7 days, request ids after 24 hours
createApp(store, secret).listen(3000, () => console.log("http://127.0.0.1:3000"));
