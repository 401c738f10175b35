import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { userStoreContract } from "@org/user-testing/contracts";
import { afterAll, beforeAll } from "vitest";
import { remoteData } from "./remote-store.ts";
import { type RunningWorker, startWorker } from "./workerd.ts";

const folder = mkdtempSync(join(tmpdir(), "worker-"));
let worker: RunningWorker;
beforeAll(async () => {
  worker = await startWorker("test/store.worker.ts", folder);
});
afterAll(async () => {
  await worker.kill();
  rmSync(folder, { recursive: true, force: true });
});

userStoreContract("in a Durable Object", async () => {
  const { open } = remoteData(worker.baseUrl);
  const store = open();
  await store.migrate();
  return { store, openAnother: open };
});
