import { storeOf } from "../flag-values.ts";
import { openStore } from "../open-store.ts";
import { UsageError } from "../usage-error.ts";
import { defineCommand } from "./command.ts";
import { print } from "./output.ts";

/** `user-server migrate`: the schema of a store, before the servers that need it. */
export const migrateCommand = defineCommand({
  flags: {
    store: {
      value: "STORE",
      default: "sqlite:./data/users.db",
      variable: "USER_SERVER_STORE",
      text: "sqlite:PATH or postgres://USER@HOST/DATABASE",
    },
  },
  examples: ["user-server migrate --store sqlite:/var/lib/users/users.db"],
  async run(flags) {
    const location = storeOf(flags.store);
    if (location === "memory:") throw new UsageError("memory: has nothing to migrate");
    const store = await openStore(location);
    await store.close();
    await print("the schema is up to date\n");
    return 0;
  },
});
