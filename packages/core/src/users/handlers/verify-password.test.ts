import { expect, it, vi } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { ServiceError } from "../../rpc/service-error.ts";
import type { AttemptLimit } from "../attempt-limit.ts";
import { createAttemptLimit } from "../attempt-limit.ts";
import { createMemoryStore } from "../memory-store.ts";
import type { PasswordHasher } from "../password.ts";
import { createUserService } from "../user-service.ts";

const email = "ada@example.com";
const password = "correct-horse-battery";

/** A service with one user, whose hasher tells what it was asked. */
async function start(
  given: { attempts?: AttemptLimit; hash?: PasswordHasher["hash"]; refused?: string } = {},
) {
  const { refused = "none" } = given;
  const store = createMemoryStore();
  const hasher = {
    hash: vi.fn(given.hash ?? (async (text: string) => `$new$${text}`)),
    verify: vi.fn(async (text: string, hash: string) => hash.replace(/^\$\w+\$/, "") === text),
    needsRehash: (hash: string) => !hash.startsWith("$new$"),
    accepts: (hash: string) => !hash.startsWith(refused),
  };
  const { services } = createUserService({
    store,
    hasher,
    ...(given.attempts && { attempts: given.attempts }),
  });
  const users = createInProcessClient(UserService, services);
  const { id } = await users.createUser({ email, name: "Ada", passwordHash: `$old$${password}` });
  return { users, store, hasher, id };
}

const unlimited: AttemptLimit = { take: () => 0, succeeded: () => {} };

it("checks one hash for every try, that of a decoy where there is none", async () => {
  const { users, hasher } = await start({ attempts: unlimited });
  await users.createUser({ email: "bob@example.com", name: "Bob" });
  const tries = [email, "bob@example.com", "nobody@example.com", "no email"];
  for (const each of tries) {
    const call = users.verifyPassword({ email: each, password: "wrong horse battery" });
    await expect(call).rejects.toMatchObject({ reason: "INVALID_CREDENTIALS" });
  }
  expect(hasher.verify).toHaveBeenCalledTimes(tries.length);
  // The decoy's, once for all.
  expect(hasher.hash).toHaveBeenCalledTimes(1);
  const hashes = hasher.verify.mock.calls.map(([, hash]) => hash);
  expect(hashes[0]).toBe(`$old$${password}`);
  expect(new Set(hashes.slice(1)).size).toBe(1);
});

it("checks the decoy's where there is a hash that can't be checked, and lets nobody in for it", async () => {
  const { users, store, hasher } = await start({ attempts: unlimited, refused: "$gone$" });
  const [user] = await store.get([1]);
  await store.replaceHash(user?.id ?? 0, `$old$${password}`, `$gone$${password}`);
  for (const each of [email, "nobody@example.com"]) {
    for (const text of [password, "wrong horse battery"]) {
      const call = users.verifyPassword({ email: each, password: text });
      await expect(call).rejects.toMatchObject({ reason: "INVALID_CREDENTIALS" });
    }
  }
  const [decoys = ""] = hasher.hash.mock.calls[0] ?? [];
  await expect(users.verifyPassword({ email, password: decoys })).rejects.toMatchObject({
    reason: "INVALID_CREDENTIALS",
  });
  const hashes = hasher.verify.mock.calls.map(([, hash]) => hash);
  expect(hashes).toEqual(Array(5).fill(`$new$${decoys}`));
});

it("lets nobody in with the decoy's password", async () => {
  const { users, hasher } = await start({ attempts: unlimited });
  const attempt = (text: string) =>
    users.verifyPassword({ email: "x@example.com", password: text });
  await expect(attempt("wrong horse battery")).rejects.toThrow();
  const [decoys = ""] = hasher.hash.mock.calls[0] ?? [];
  await expect(attempt(decoys)).rejects.toMatchObject({ reason: "INVALID_CREDENTIALS" });
});

it("makes the decoy's hash again after it could not be made", async () => {
  let tries = 0;
  const { users } = await start({
    async hash(text) {
      tries += 1;
      if (tries === 1) throw new ServiceError("RESOURCE_EXHAUSTED", "No room");
      return `$new$${text}`;
    },
  });
  const attempt = () => users.verifyPassword({ email, password });
  await expect(attempt()).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  expect(await attempt()).toMatchObject({ email });
});

it("brings a hash of older make up to date when its user signs in, and no other", async () => {
  const { users, store, id } = await start();
  const hash = async () => (await store.credentials(email))?.passwordHash;
  await expect(users.verifyPassword({ email, password: "wrong horse battery" })).rejects.toThrow();
  expect(await hash()).toBe(`$old$${password}`);
  const { revision } = await users.verifyPassword({ email, password });
  expect(await hash()).toBe(`$new$${password}`);
  expect((await store.get([id]))[0]?.revision).toBe(revision);
});

it("leaves a hash alone that is up to date", async () => {
  const { users, hasher } = await start();
  await users.verifyPassword({ email, password });
  hasher.hash.mockClear();
  await users.verifyPassword({ email, password });
  expect(hasher.hash).not.toHaveBeenCalled();
});

it("fails where a hash can't be brought up to date for a reason that nobody has foreseen", async () => {
  const { users, store } = await start();
  vi.spyOn(store, "replaceHash").mockRejectedValueOnce(new TypeError("a fault"));
  await expect(users.verifyPassword({ email, password })).rejects.toMatchObject({
    code: "INTERNAL",
  });
});

it("counts a try with what is no email by its first 254 characters, and one with too long a password without a look", async () => {
  const take = vi.fn<AttemptLimit["take"]>(() => 0);
  const { users, hasher } = await start({ attempts: { take, succeeded() {} } });
  const reasonOf = (address: string, text: string) =>
    users.verifyPassword({ email: address, password: text }).catch(({ reason }) => reason);
  expect(await reasonOf("a".repeat(300), "wrong horse")).toBe("INVALID_CREDENTIALS");
  expect(take.mock.lastCall?.[0].emailKey).toBe("a".repeat(254));
  hasher.verify.mockClear();
  expect(await reasonOf(email, "p".repeat(2_000))).toBe("INVALID_CREDENTIALS");
  expect(take).toHaveBeenCalledTimes(2);
  expect(hasher.verify).not.toHaveBeenCalled();
});

it("lets a user in whose hash can't be brought up to date now", async () => {
  const { users, store, hasher } = await start();
  await expect(users.verifyPassword({ email: "x@example.com", password })).rejects.toThrow();
  hasher.hash.mockRejectedValueOnce(new ServiceError("RESOURCE_EXHAUSTED", "No room"));
  expect(await users.verifyPassword({ email, password })).toMatchObject({ email });
  expect((await store.credentials(email))?.passwordHash).toBe(`$old$${password}`);
});

it("counts tries by mailbox and by peer, and takes no look at the password of one too many", async () => {
  const attempts = createAttemptLimit({
    perEmail: { burst: 2, perMinute: 1 },
    perPeer: { burst: 4, perMinute: 1 },
  });
  const { users, hasher } = await start({ attempts });
  const reasonOf = async (address: string) =>
    users.verifyPassword({ email: address, password: "wrong horse battery" }).then(
      () => "",
      ({ reason }: ServiceError) => reason,
    );
  const spellings = [email, "ADA@example.com", "ada@EXAMPLE.com"];
  const reasons = [];
  for (const each of spellings) reasons.push(await reasonOf(each));
  expect(reasons).toEqual(["INVALID_CREDENTIALS", "INVALID_CREDENTIALS", "TOO_MANY_ATTEMPTS"]);
  expect(hasher.verify).toHaveBeenCalledTimes(2);
  expect(await reasonOf("other@example.com")).toBe("INVALID_CREDENTIALS");
  // The peer's fifth.
  expect(await reasonOf("another@example.com")).toBe("TOO_MANY_ATTEMPTS");
});

it("counts tries for whom its user says, of the call they came with", async () => {
  const attempts = createAttemptLimit({
    perPeer: { burst: 1, perMinute: 1 },
    keyOf: ({ requestHeaders }) => requestHeaders.get("x-client") ?? undefined,
  });
  const { users } = await start({ attempts });
  const reasonOf = async (client?: string) => {
    const headers: Record<string, string> = client === undefined ? {} : { "x-client": client };
    const wrong = { email: `${crypto.randomUUID()}@example.com`, password: "wrong horse battery" };
    return users.verifyPassword(wrong, { headers }).catch(({ reason }: ServiceError) => reason);
  };
  const wrong = "INVALID_CREDENTIALS";
  expect([await reasonOf("a"), await reasonOf("b")]).toEqual([wrong, wrong]);
  expect(await reasonOf("a")).toBe("TOO_MANY_ATTEMPTS");
  // Counted for nobody but the email.
  expect([await reasonOf(), await reasonOf()]).toEqual([wrong, wrong]);
});

it("asks a limit that is kept elsewhere, and waits for its answer", async () => {
  const asked: unknown[] = [];
  const attempts: AttemptLimit = {
    async take(attempt) {
      asked.push(attempt);
      return asked.length === 1 ? 0 : 1_500;
    },
    async succeeded(attempt) {
      asked.push(["succeeded", attempt]);
    },
  };
  const { users } = await start({ attempts });
  await users.verifyPassword({ email: "ADA@example.com", password });
  const attempt = { emailKey: email, peer: "in-process" };
  expect(asked).toEqual([attempt, ["succeeded", attempt]]);
  await expect(users.verifyPassword({ email, password })).rejects.toMatchObject({
    code: "RESOURCE_EXHAUSTED",
    retryAfterMs: 1_500,
  });
});
