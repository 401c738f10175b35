import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  createInProcessClient,
  createUserService,
  UserService,
  type UserStore,
} from "@org/user-core";
import { openHistory } from "./history/history-file.ts";
import type { WriterRecord } from "./history/records.ts";
import { markerEmail } from "./marker.ts";
import { createAttempts } from "./programs/attempts.ts";
import { createTargets } from "./programs/targets.ts";
import { openStore } from "./stores/open-store.ts";
import type { StoreUnderTest } from "./stores/store-under-test.ts";

/** The run's own way to the directory, through nothing that fails. Whole, also where a store is broken. */
export interface Directory extends AsyncDisposable {
  readonly store: UserStore;
  /** Creates users, and gives their ids. */
  createUsers(names: readonly string[]): Promise<number[]>;
  /** Creates the user after whom nothing comes. */
  createMarker(): Promise<void>;
  /** The `total` of ListUsers. */
  total(): Promise<number>;
}

/** Migrates a store, and opens the directory over it. */
export async function createDirectory(
  { location, keepPruned }: StoreUnderTest,
  folder: string,
): Promise<Directory> {
  const store = openStore(location);
  await store.migrate();
  await keepPruned();
  const { services } = createUserService({ store });
  const users = createInProcessClient(UserService, services);
  const attempts = createAttempts({
    name: "run",
    file: openHistory<WriterRecord>(join(folder, "run.ndjson")),
    clients: { pick: () => users },
    targets: createTargets([]),
  });

  async function createUser(name: string, email: string): Promise<number> {
    const entries = [{ name, email, requestId: crypto.randomUUID() }];
    for (;;) {
      const result = await attempts.make({ op: "create", entries, isBatch: false });
      if (result.is === "refused") throw new Error(`${name}: ${result.reason}`);
      const [entry] = result.is === "created" ? result.entries : [];
      if (entry?.is === "ok") return entry.user.id;
      await delay(100);
    }
  }

  return {
    store,
    async createUsers(names) {
      const ids: number[] = [];
      for (const name of names) ids.push(await createUser(name, `${name}@example.com`));
      return ids;
    },
    createMarker: async () => void (await createUser("marker", markerEmail)),
    total: async () => (await users.listUsers({ pageSize: 1 })).total,
    [Symbol.asyncDispose]: () => store.close(),
  };
}
