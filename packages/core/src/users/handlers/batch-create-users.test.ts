import { expect, it } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { ServiceError } from "../../rpc/service-error.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";
import type { UserStore } from "../user-store.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A service that tells how many entries each commit had and what was hashed and looked up. */
function start(overrides: Partial<UserStore> = {}) {
  const memory = createMemoryStore();
  const commits: number[] = [];
  const asked = { hashes: 0, requests: 0 };
  const store: UserStore = {
    ...memory,
    async insert(entries) {
      commits.push(entries.length);
      // As long as this takes, more entries arrive.
      await turn();
      return memory.insert(entries);
    },
    findRequest(requestId) {
      asked.requests += 1;
      return memory.findRequest(requestId);
    },
    ...overrides,
  };
  const hasher = {
    async hash(password: string) {
      asked.hashes += 1;
      return `$test$${password}`;
    },
    verify: async (password: string, hash: string) => hash === `$test$${password}`,
  };
  const { services } = createUserService({ store, hasher });
  return { users: createInProcessClient(UserService, services), commits, asked, memory };
}

async function* entries(count: number, fields: { password?: string; ids?: boolean } = {}) {
  for (let i = 0; i < count; i += 1) {
    yield {
      email: `user${i}@example.com`,
      name: "N",
      password: fields.password ?? "",
      requestId: fields.ids ? `00000000-0000-4000-8000-${String(i).padStart(12, "0")}` : "",
    };
  }
}

it("hashes 8 passwords for one commit, and makes no empty commit", async () => {
  const { users, commits } = start();
  await users.batchCreateUsers(entries(64, { password: "correct horse" }));
  expect(Math.max(...commits)).toBe(8);
  expect(Math.min(...commits)).toBeGreaterThan(0);
});

it("commits entries without passwords as they come, not 8 at a time", async () => {
  const { users, commits } = start();
  await users.batchCreateUsers(entries(200));
  expect(Math.max(...commits)).toBeGreaterThan(8);
});

it("does not hash the passwords of entries that were sent before", async () => {
  const { users, asked, commits } = start();
  const first = await users.batchCreateUsers(entries(10, { password: "correct horse", ids: true }));
  expect(asked.hashes).toBe(10);
  commits.length = 0;
  const again = await users.batchCreateUsers(entries(12, { password: "correct horse", ids: true }));
  expect(asked.hashes).toBe(12);
  expect(commits.reduce((sum, each) => sum + each, 0)).toBe(2);
  expect(again.users.slice(0, 10)).toEqual(first.users);
  expect(again).toMatchObject({ total: 12, failed: 0 });
});

it("looks for no request ids where no hash can be saved", async () => {
  const { users, asked } = start();
  await users.batchCreateUsers(entries(10, { ids: true }));
  await users.batchCreateUsers(entries(10, { password: "correct horse" }));
  expect(asked.requests).toBe(0);
});

it("makes no further commit for a caller who has gone", async () => {
  const controller = new AbortController();
  let commits = 0;
  const memory = createMemoryStore();
  const { users } = start({
    async insert(added) {
      commits += 1;
      await turn();
      // Not before a whole batch is waiting, of which this is the first part.
      if (added.length === 8) controller.abort();
      return memory.insert(added);
    },
  });
  const call = users.batchCreateUsers(entries(64, { password: "correct horse" }), {
    signal: controller.signal,
  });
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  const before = commits;
  for (let i = 0; i < 5; i += 1) await turn();
  expect(commits).toBe(before);
});

it("fails with the store's error, which is no entry's own", async () => {
  const down = new ServiceError("UNAVAILABLE", "Out of reach", { reason: "STORE_UNAVAILABLE" });
  let failing = false;
  const { users, memory } = start({
    get: (ids) => (failing ? Promise.reject(down) : memory.get(ids)),
  });
  await users.batchCreateUsers(entries(1, { ids: true }));
  failing = true;
  const again = users.batchCreateUsers(entries(1, { ids: true }));
  await expect(again).rejects.toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" });
});

it("fails with INTERNAL over a store that gives too few outcomes", async () => {
  const { users } = start({ insert: async () => [] });
  const cause = { message: "The store gave no outcome for an entry" };
  const batch = users.batchCreateUsers(entries(1));
  await expect(batch).rejects.toMatchObject({ code: "INTERNAL", cause });
  const single = users.createUser({ email: "ada@example.com", name: "Ada" });
  await expect(single).rejects.toMatchObject({ code: "INTERNAL", cause });
});

it("does not hash the password of one request that was sent before either", async () => {
  const { users, asked } = start();
  const request = {
    email: "ada@example.com",
    name: "Ada",
    password: "correct horse",
    requestId: "00000000-0000-4000-8000-000000000001",
  };
  const first = await users.createUser(request);
  expect(await users.createUser(request)).toEqual(first);
  expect(asked.hashes).toBe(1);
});
