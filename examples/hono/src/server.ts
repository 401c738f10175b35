import { serve } from "@hono/node-server";
import { createSqliteStore } from "@org/user-store-sqlite";
import { createApp } from "./app.ts";

const { JWT_SECRET } = process.env;
if (!JWT_SECRET) throw new Error("JWT_SECRET is not set");

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
serve({ fetch: createApp(store, JWT_SECRET).fetch, port: 3000 });
