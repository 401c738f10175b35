import { verify as verifyElsewhere } from "@node-rs/argon2";
import { expect, it } from "vitest";
import { createPasswordHasher } from "./password-hasher.ts";

const password = "correct horse battery";
const usual = createPasswordHasher();
const cheap = createPasswordHasher({ memoryKiB: 8, passes: 1 });

it("makes argon2id hashes at m=19456, t=2, p=1 with 16 bytes of salt and 32 of tag", async () => {
  const hash = await usual.hash(password);
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await usual.verify(password, hash)).toBe(true);
  expect(await usual.verify("correct horse", hash)).toBe(false);
  expect(await verifyElsewhere(hash, password)).toBe(true);
});

it("salts: two hashes of one password differ", async () => {
  expect(await cheap.hash(password)).not.toBe(await cheap.hash(password));
});

it("puts passwords in NFC, and checks against hashes of those that others did not", async () => {
  const [composed, decomposed] = ["p\u00e4ssword", "pa\u0308ssword"];
  const ours = await cheap.hash(decomposed);
  expect(await cheap.verify(composed, ours)).toBe(true);
  expect(await cheap.verify(decomposed, ours)).toBe(true);
  // bcrypt 3.2.2 of Python: hashpw("pa\u0308ssword".encode(), gensalt(4))
  const theirs = "$2b$04$NcNH6dj/T0Vn8caQhkNQ2.wLTlbtlG4PX7quzDWHYvvnTivDuP9t.";
  expect(await cheap.verify(decomposed, theirs)).toBe(true);
  expect(await cheap.verify(composed, theirs)).toBe(false);
});

it("makes and checks hashes off the event loop: it turns all the time", async () => {
  let isDone = false;
  let turns = 0;
  const hashes = Promise.all(Array.from({ length: 8 }, () => usual.hash(password))).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    turns += 1;
  }
  await hashes;
  // One that blocked would let it turn once or twice for each hash.
  expect(turns).toBeGreaterThan(100);
});

it("asks for a new hash in place of one that is weaker, or of another algorithm", async () => {
  const { needsRehash = () => undefined } = usual;
  const [salt, tag] = ["A".repeat(22), "A".repeat(43)];
  const argon2id = (parameters: string) => `$argon2id$${parameters}$${salt}$${tag}`;
  expect(needsRehash(await usual.hash(password))).toBe(false);
  expect(needsRehash(argon2id("v=19$m=65536,t=3,p=4"))).toBe(false);
  expect(needsRehash(argon2id("v=19$m=19455,t=2,p=1"))).toBe(true);
  expect(needsRehash(argon2id("v=19$m=65536,t=1,p=1"))).toBe(true);
  expect(needsRehash(argon2id("v=16$m=19456,t=2,p=1"))).toBe(true);
  expect(needsRehash(argon2id("m=19456,t=2,p=1"))).toBe(true);
  expect(needsRehash(`$argon2i$v=19$m=19456,t=2,p=1$${salt}$${tag}`)).toBe(true);
  expect(needsRehash(`$argon2id$v=19$m=19456,t=2,p=1$${salt.slice(2)}$${tag}`)).toBe(true);
  expect(needsRehash(`$argon2id$v=19$m=19456,t=2,p=1$${salt}$${salt}`)).toBe(true);
  expect(needsRehash(`$2b$12$${"a".repeat(53)}`)).toBe(true);
  expect(needsRehash("plain")).toBe(true);
  const stronger = createPasswordHasher({ memoryKiB: 65_536, passes: 3 });
  expect(stronger.needsRehash?.(await usual.hash(password))).toBe(true);
});

it("works on some at a time, lets some wait and refuses others at once", async () => {
  const { hash, verify } = createPasswordHasher({ concurrency: 1, maxWaiting: 1 });
  const overloaded = {
    code: "RESOURCE_EXHAUSTED",
    reason: "OVERLOADED",
    retryAfterMs: expect.any(Number),
  };
  const [first, second] = [hash(password), hash(password)];
  await expect(hash(password)).rejects.toMatchObject(overloaded);
  await expect(verify(password, `$2b$04$${"a".repeat(53)}`)).rejects.toMatchObject(overloaded);
  // Nothing is computed for it, so it waits for nobody.
  expect(await verify(password, "plain")).toBe(false);
  await Promise.all([first, second]);
});

it("forgets a password that waits when its caller goes", async () => {
  const { hash, verify } = createPasswordHasher({ concurrency: 1 });
  const leaving = new AbortController();
  const first = hash(password);
  const waiting = [hash(password, leaving), verify(password, await cheap.hash(password), leaving)];
  const outcomes = Promise.allSettled(waiting);
  leaving.abort(new Error("gone"));
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { message: "gone" } });
  }
  expect(await usual.verify(password, await first)).toBe(true);
});

it.each([
  { memoryKiB: 7 },
  { memoryKiB: 262_145 },
  { memoryKiB: 19_456.5 },
  { passes: 0 },
  { passes: 54 },
  { passes: Number.NaN },
  { concurrency: 0 },
])("refuses to be made with %j", (options) => {
  expect(() => createPasswordHasher(options)).toThrow(RangeError);
});
