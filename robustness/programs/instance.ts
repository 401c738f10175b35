// An instance of the user service: a process of its own over a store that it shares with others.
import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { createUserService, isServiceError, logCalls } from "@org/user-core";
import { createNodeServer } from "@org/user-transport-connect/node";
import { type BrokenStore, breakStore } from "../broken/broken-stores.ts";
import { openStore, type StoreLocation } from "../stores/open-store.ts";
import { finishSignal, programOptions } from "./program.ts";

/** How an instance is started. */
export interface InstanceOptions {
  readonly location: StoreLocation;
  /** Which of the instances it is, from 0. */
  readonly place: number;
  /** How the store is broken on purpose. */
  readonly broken?: BrokenStore;
  /** Where instances tell each other of writes, if the broken store does. */
  readonly hintPorts: readonly number[];
  /** Where it writes what it did not expect. */
  readonly log: string;
}

const { location, place, broken, hintPorts, log } = programOptions<InstanceOptions>();
finishSignal();
const store = breakStore(openStore(location), { broken, location, place, hintPorts });
await untilMigrated();
const middleware = [
  logCalls(({ method, error }) => {
    if (error?.reason === "INTERNAL") appendFileSync(log, `${method}\n${inspect(error.cause)}\n\n`);
  }),
];
const { services } = createUserService({ store, middleware, pollIntervalMs: 250 });
const { port } = await createNodeServer({ services }).listen({ port: 0 });
console.log(port);

/** As whoever deploys it would: tried again while the database is away. */
async function untilMigrated(): Promise<void> {
  for (;;) {
    try {
      return await store.migrate();
    } catch (error) {
      if (!isServiceError(error) || error.code !== "UNAVAILABLE") throw error;
      await delay(100);
    }
  }
}
