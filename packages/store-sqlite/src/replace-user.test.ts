import type { UserChange } from "@org/user-core";
import { expect, it } from "vitest";
import { openStore, testConnection, testPath } from "./open-store.fixture.ts";
import { newUser } from "./samples.fixture.ts";

it.each([
  ["keeps the hash where none is given", {}, "first"],
  ["keeps the hash where it is undefined", { passwordHash: undefined }, "first"],
  ["stores the next hash", { passwordHash: "second" }, "second"],
  ["removes the hash where it is null", { passwordHash: null }, null],
] satisfies [string, Partial<UserChange>, string | null][])("%s", async (_name, change, hash) => {
  const path = testPath();
  const store = await openStore(path);
  const [outcome] = await store.insert([{ ...newUser("ada@example.com"), passwordHash: "first" }]);
  if (outcome?.kind !== "created") expect.fail("not created");
  const next = { ...outcome.user, revision: 2n };
  const emailKey = next.email;
  expect(
    await store.replace({ next, emailKey, expectedRevision: 1n, updates: [], ...change }),
  ).toBe("applied");
  const stored = testConnection(path).prepare("SELECT password_hash FROM users").get();
  expect(stored).toEqual({ password_hash: hash });
});
