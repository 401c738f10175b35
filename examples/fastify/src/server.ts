import { createSqliteStore } from "@org/user-store-sqlite";
import { createApp } from "./app.ts";

const { API_TOKEN } = process.env;
if (!API_TOKEN) throw new Error("API_TOKEN is not set");
const backend = { name: "backend", scopes: ["users:read", "users:write"] };

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
const app = createApp(store, new Map([[API_TOKEN, backend]]), { logger: true });
await app.listen({ port: 3000 });
process.once("SIGTERM", () => app.close());
