import { userServiceRaces } from "@org/user-testing/contracts";
import { createSqliteStore } from "./user-store.ts";

// In memory: a file of its own for each of a thousand schedules would take most of the time.
userServiceRaces("SQLite", async () => {
  const store = createSqliteStore({ path: ":memory:" });
  await store.migrate();
  return { store };
});
