import { serve } from "@hono/node-server";
import { startPruning } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { createApp } from "./app.ts";

const { JWT_SECRET } = process.env;
if (!JWT_SECRET) throw new Error("JWT_SECRET is not set");

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
startPruning(store); // forgets events after 7 days, request ids after 24 hours
serve({ fetch: createApp(store, JWT_SECRET).fetch, port: 3000 });
