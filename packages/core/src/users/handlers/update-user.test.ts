import { expect, it } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";
import type { UserChange, UserStore } from "../user-store.ts";

/** A service whose store and hasher tell what they were asked for, with one user. */
async function start(overrides: Partial<UserStore> = {}) {
  const memory = createMemoryStore();
  const changes: UserChange[] = [];
  const hashed: string[] = [];
  const store: UserStore = {
    ...memory,
    replace(change) {
      changes.push(change);
      return memory.replace(change);
    },
    ...overrides,
  };
  const hasher = {
    async hash(password: string) {
      hashed.push(password);
      return `$test$${password.length}`;
    },
    verify: async () => true,
  };
  const { services } = createUserService({ store, hasher });
  const users = createInProcessClient(UserService, services);
  const user = await users.createUser({ email: "ada@example.com", name: "Ada" });
  return { users, user, changes, hashed };
}

it("gives the store a new password's hash, with the update that shows nothing of it", async () => {
  const { users, user, changes, hashed } = await start();
  await users.updateUser({ user: { id: user.id }, password: "correct horse" });
  expect(hashed).toEqual(["correct horse"]);
  expect(changes).toMatchObject([
    { passwordHash: "$test$13", updates: [{ field: "password", newValue: "" }] },
  ]);
});

it("removes the password when the mask names it and there is none", async () => {
  const { users, user, changes, hashed } = await start();
  await users.updateUser({ user: { id: user.id }, updateMask: { paths: ["password"] } });
  expect(hashed).toEqual([]);
  expect(changes).toMatchObject([{ passwordHash: null, updates: [{ field: "password" }] }]);
});

it("leaves the password alone when the mask does not name it", async () => {
  const { users, user, changes, hashed } = await start();
  await users.updateUser({
    user: { id: user.id, name: "Grace" },
    updateMask: { paths: ["name"] },
    password: "short",
  });
  await users.updateUser({ user: { id: user.id, name: "Hedy" } });
  expect(hashed).toEqual([]);
  expect(changes.map(({ passwordHash }) => passwordHash)).toEqual([undefined, undefined]);
});

it("asks the store for nothing when nothing changes", async () => {
  const { users, user, changes } = await start();
  await users.updateUser({ user: { id: user.id, name: "Ada" } });
  expect(changes).toEqual([]);
});

it("does not try again for a caller who has gone", async () => {
  const controller = new AbortController();
  let tries = 0;
  const { users, user } = await start({
    async replace() {
      tries += 1;
      controller.abort();
      return tries < 3 ? "revision_mismatch" : "applied";
    },
  });
  const update = users.updateUser(
    { user: { id: user.id, name: "Grace" } },
    { signal: controller.signal },
  );
  await expect(update).rejects.toMatchObject({ code: "CANCELLED" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(tries).toBe(1);
});

it("says of each field what is wrong with it", async () => {
  const { users } = await start();
  const violations = (request: Parameters<typeof users.updateUser>[0]) =>
    users.updateUser(request).then(
      () => [],
      ({ message, fieldViolations }) => [message, fieldViolations],
    );
  expect(await violations({})).toEqual([
    "User is required",
    [{ field: "user", description: "is required" }],
  ]);
  const [, faults] = await violations({
    user: { id: 1 },
    updateMask: { paths: ["email", "name", "x".repeat(80)] },
  });
  expect(faults).toEqual([
    { field: "update_mask", description: `names an unknown path: "${"x".repeat(64)}"` },
    { field: "user.email", description: "is required" },
    { field: "user.name", description: "is required" },
  ]);
  expect(await violations({ user: { id: 1, name: "A\u0007da" } })).toEqual([
    "user.name: must not contain control characters",
    [{ field: "user.name", description: "must not contain control characters" }],
  ]);
});

it("fails with INTERNAL over a store that gives back what was never valid", async () => {
  const memory = createMemoryStore();
  const { users, user } = await start({
    get: async (ids) => (await memory.get(ids)).map(() => ({ ...user, email: "nowhere" })),
  });
  const update = users.updateUser({ user: { id: user.id, name: "Grace" } });
  await expect(update).rejects.toMatchObject({
    code: "INTERNAL",
    cause: { message: "A stored email is not an email address" },
  });
});
