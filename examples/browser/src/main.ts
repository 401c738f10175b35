import { createSqliteStore } from "@org/user-store-sqlite";
import { createSite } from "./server.ts";

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
createSite(store).listen(3000, "127.0.0.1", () => console.log("http://127.0.0.1:3000"));
