// Opens and drops watches: by a signal, by leaving the loop, by a deadline. Prints what is left.
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createUserService } from "./user-service.ts";
import type { UserStore } from "./user-store.ts";

const count = Number(process.argv[2]);
let listeners = 0;
const memory = createMemoryStore();
const store: UserStore = {
  ...memory,
  onHint(listener) {
    listeners += 1;
    const stop = memory.onHint(listener);
    return () => {
      listeners -= 1;
      stop();
    };
  },
};
const { services } = createUserService({ store });
const users = createInProcessClient(UserService, services);
const { id: userId } = await users.createUser({ email: "ada@example.com", name: "Ada" });
await users.updateUser({ user: { id: userId, name: "Grace" } });
let watched = 0;

const drops = [
  async function bySignal(): Promise<void> {
    const controller = new AbortController();
    const onHeaders = () => controller.abort();
    const watch = users.watchUserUpdates({ userId }, { signal: controller.signal, onHeaders });
    await drain(watch);
  },
  async function byLeaving(): Promise<void> {
    for await (const _ of users.watchUserUpdates({ userId, afterRevision: 1n })) break;
  },
  async function byDeadline(): Promise<void> {
    await drain(users.watchUserUpdates({ userId }, { timeoutMs: 1 }));
  },
];

async function drain(watch: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of watch);
  } catch {
    // Cancelled or late, as meant.
  }
}

async function dropMany(many: number): Promise<void> {
  for (let i = 0; i < many; i += 100) {
    const batch = Array.from({ length: 100 }, (_, k) => drops[(i + k) % drops.length]?.());
    await Promise.all(batch);
    watched += batch.length;
  }
}

function heapUsed(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

// Long enough for everything to be compiled.
await dropMany(20_000);
const before = heapUsed();
watched = 0;
await dropMany(count);
const grownKilobytes = Math.round((heapUsed() - before) / 1024);
const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
console.log(JSON.stringify({ grownKilobytes, watched, listeners, timers }));
