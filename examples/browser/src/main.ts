import { startPruning } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { createSite } from "./server.ts";

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
startPruning(store); // forgets events after 7 days, request ids after 24 hours
createSite(store).listen(3000, "127.0.0.1", () => console.log("http://127.0.0.1:3000"));
