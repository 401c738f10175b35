import { createSqliteStore } from "@org/user-store-sqlite";
import { createApp } from "./app.ts";

const { SESSION_SECRET: secret } = process.env;
if (!secret) throw new Error("SESSION_SECRET is not set");

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
createApp(store, secret).listen(3000, () => console.log("http://127.0.0.1:3000"));
