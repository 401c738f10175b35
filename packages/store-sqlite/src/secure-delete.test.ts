import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openStore, testPath } from "./open-store.fixture.ts";
import { newUser } from "./samples.fixture.ts";

// Long, so that what is written in its place does not cover all of it.
const hash = `$canary$${"canary".repeat(50)}`;

/** A store with a few users, the first of whom has the hash and the email. */
async function storeWith(path: string, email: string, passwordHash: string) {
  const store = await openStore(path);
  const others = ["bob@example.com", "eve@example.com"].map((email) => newUser(email));
  const [first] = await store.insert([{ ...newUser(email), passwordHash }, ...others]);
  if (first?.kind !== "created") expect.fail("not created");
  return { store, user: first.user };
}

// The log tells of emails and names for as long as it is kept; of hashes it never does.
it.each([
  ["replaced", "next"],
  ["removed", null],
])("a hash that was %s is in the database's file no more", async (_how, next) => {
  const path = testPath();
  const { store, user } = await storeWith(path, "ada@example.com", hash);
  await store.replace({
    next: { ...user, revision: 2n },
    emailKey: user.email,
    expectedRevision: 1n,
    updates: [],
    passwordHash: next,
  });
  // The last to close copies the write-ahead log into the file, and removes it.
  await store.close();
  expect(readFileSync(path).includes("bob@example.com")).toBe(true);
  expect(readFileSync(path).includes("canary")).toBe(false);
});

it("of a user who was deleted and forgotten nothing is in the database's file", async () => {
  const path = testPath();
  const { store, user } = await storeWith(path, "canary@example.com", hash);
  const deletion = {
    ...({ $typeName: "userservice.v1.UserUpdate", userId: user.id, field: "deleted" } as const),
    ...{ oldValue: "false", newValue: "true", timestamp: user.updatedAt, revision: 2n },
  };
  expect(await store.remove(user.id, 1n, deletion)).toBe(true);
  await store.prune({ eventsBefore: 2n ** 40n, requestIdsBefore: 2n ** 40n });
  await store.insert([newUser("zoe@example.com")]);
  await store.close();
  expect(readFileSync(path).includes("zoe@example.com")).toBe(true);
  expect(readFileSync(path).includes("canary")).toBe(false);
});
