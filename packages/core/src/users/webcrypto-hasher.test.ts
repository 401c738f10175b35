import { pbkdf2Sync } from "node:crypto";
import { afterEach, expect, it, vi } from "vitest";
import { createWebCryptoHasher } from "./webcrypto-hasher.ts";

const hasher = createWebCryptoHasher({ iterations: 1_000 });

it("makes a PHC string that only its password fits", async () => {
  const hash = await hasher.hash("correct horse");
  expect(hash).toMatch(/^\$pbkdf2-sha256\$i=1000\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await hasher.verify("correct horse", hash)).toBe(true);
  expect(await hasher.verify("other horse", hash)).toBe(false);
});

it("salts: two hashes of one password differ", async () => {
  expect(await hasher.hash("correct horse")).not.toBe(await hasher.hash("correct horse"));
});

it("agrees with Node's own PBKDF2", async () => {
  const salt = Buffer.from("0123456789abcdef");
  const tag = pbkdf2Sync("pässword", salt, 2_000, 32, "sha256");
  const text = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  const hash = `$pbkdf2-sha256$i=2000$${text(salt)}$${text(tag)}`;
  expect(await hasher.verify("pässword", hash)).toBe(true);
  expect(await hasher.verify("pa\u0308ssword", hash)).toBe(true);
});

it.each([
  "plain",
  "$2b$10$abcdefghijk",
  `$pbkdf2-sha256$i=0$c2FsdHNhbHQ$${"A".repeat(43)}`,
  `$pbkdf2-sha256$i=9999999$c2FsdHNhbHQ$${"A".repeat(43)}`,
  "$pbkdf2-sha256$i=1000$c2FsdHNhbHQ$A",
])("fits no password to %s, at once", async (hash) => {
  const start = performance.now();
  expect(await hasher.verify("correct horse", hash)).toBe(false);
  expect(performance.now() - start).toBeLessThan(500);
});

afterEach(() => void vi.unstubAllGlobals());

/** A hash of this password with a salt of so many bytes, made by Node. */
function hashOf(password: string, saltBytes: number, iterations = 1): string {
  const salt = Buffer.alloc(saltBytes, 7);
  const tag = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const text = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  return `$pbkdf2-sha256$i=${iterations}$${text(salt)}$${text(tag)}`;
}

it.each([
  [7, false],
  [8, true],
  [9, true],
  [10, true],
  [64, true],
  [65, false],
])("takes an imported hash with a salt of %i bytes: %s", async (saltBytes, taken) => {
  expect(await hasher.verify("correct horse", hashOf("correct horse", saltBytes))).toBe(taken);
});

it("takes up to 2,000,000 rounds and not one more", async () => {
  const derive = vi.spyOn(crypto.subtle, "deriveBits").mockResolvedValue(new ArrayBuffer(32));
  const hash = (rounds: number) => `$pbkdf2-sha256$i=${rounds}$c2FsdHNhbHQ$${"A".repeat(43)}`;
  expect(await hasher.verify("correct horse", hash(2_000_000))).toBe(true);
  expect(await hasher.verify("correct horse", hash(2_000_001))).toBe(false);
  expect(derive).toHaveBeenCalledOnce();
});

it("may be made with as many rounds as it takes of others", () => {
  expect(() => createWebCryptoHasher({ iterations: 2_000_000 })).not.toThrow();
});

it.each([0, -1, 1.5, 2_000_001, Number.NaN, Number.POSITIVE_INFINITY])(
  "refuses to be made with %d rounds, whose hashes would fit no password",
  (iterations) => {
    const error = new RangeError("iterations must be an integer from 1 to 2000000");
    expect(() => createWebCryptoHasher({ iterations })).toThrow(error);
  },
);

it("fits no password to a hash with anything before or behind it", async () => {
  const hash = hashOf("correct horse", 16);
  expect(await hasher.verify("correct horse", hash)).toBe(true);
  for (const other of [`x${hash}`, `${hash}A`, `${hash}\n`, hash.replace("i=1", () => "i=1$")]) {
    expect(await hasher.verify("correct horse", other)).toBe(false);
  }
  // A salt of 13 characters: no base64 has a remainder of one.
  expect(await hasher.verify("x", `$pbkdf2-sha256$i=1$${"A".repeat(13)}$${"A".repeat(43)}`)).toBe(
    false,
  );
});

it("makes hashes of 600,000 rounds, one for each core at a time, unless it is told otherwise", async () => {
  vi.stubGlobal("navigator", { hardwareConcurrency: 3 });
  const all: PromiseWithResolvers<ArrayBuffer>[] = [];
  const derive = vi.spyOn(crypto.subtle, "deriveBits").mockImplementation(() => {
    const one = Promise.withResolvers<ArrayBuffer>();
    all.push(one);
    return one.promise;
  });
  const usual = createWebCryptoHasher();
  const hashes = Array.from({ length: 5 }, () => usual.hash("correct horse"));
  await expect.poll(() => all.length).toBe(3);
  expect(derive.mock.calls[0]?.[0]).toMatchObject({ iterations: 600_000, hash: "SHA-256" });
  all[0]?.resolve(new ArrayBuffer(32));
  await expect.poll(() => all.length).toBe(4);
  for (const each of all) each.resolve(new ArrayBuffer(32));
  await expect.poll(() => all.length).toBe(5);
  all[4]?.resolve(new ArrayBuffer(32));
  for (const hash of await Promise.all(hashes))
    expect(hash).toMatch(/^\$pbkdf2-sha256\$i=600000\$/);
});

it("works on one hash at a time where the number of cores is not known", async () => {
  vi.stubGlobal("navigator", undefined);
  const one = createWebCryptoHasher({ iterations: 1 });
  const hashes = await Promise.all([one.hash("correct horse"), one.hash("correct horse")]);
  for (const hash of hashes) expect(await one.verify("correct horse", hash)).toBe(true);
});

it("asks for a new hash in place of one with fewer rounds, a shorter salt or another algorithm", async () => {
  const { needsRehash = () => undefined } = hasher;
  expect(needsRehash(await hasher.hash("correct horse"))).toBe(false);
  expect(needsRehash(hashOf("correct horse", 16, 1_000))).toBe(false);
  expect(needsRehash(hashOf("correct horse", 16, 1_001))).toBe(false);
  expect(needsRehash(hashOf("correct horse", 16, 999))).toBe(true);
  expect(needsRehash(hashOf("correct horse", 15, 1_000))).toBe(true);
  expect(needsRehash("$2b$10$abcdefghijk")).toBe(true);
});

it("accepts the hashes that it can check, and no others", () => {
  const { accepts = () => undefined } = hasher;
  expect(accepts(hashOf("correct horse", 16))).toBe(true);
  expect(accepts(hashOf("correct horse", 7))).toBe(false);
  expect(accepts(`$pbkdf2-sha256$i=2000001$c2FsdHNhbHQ$${"A".repeat(43)}`)).toBe(false);
  expect(accepts("$2b$10$abcdefghijk")).toBe(false);
});

it("refuses hashes and checks beyond those that may wait, and forgets those whose callers go", async () => {
  const derivation = Promise.withResolvers<ArrayBuffer>();
  vi.spyOn(crypto.subtle, "deriveBits").mockReturnValue(derivation.promise);
  const narrow = createWebCryptoHasher({ iterations: 1, concurrency: 1, maxWaiting: 1 });
  const leaving = new AbortController();
  const first = narrow.hash("correct horse");
  const second = narrow.verify("correct horse", hashOf("x", 16), leaving);
  const overloaded = { code: "RESOURCE_EXHAUSTED", reason: "OVERLOADED" };
  await expect(narrow.hash("correct horse")).rejects.toMatchObject(overloaded);
  const check = narrow.verify("correct horse", hashOf("x", 16));
  await expect(check).rejects.toMatchObject(overloaded);
  leaving.abort(new Error("gone"));
  await expect(second).rejects.toThrow("gone");
  const third = narrow.hash("correct horse", leaving);
  await expect(third).rejects.toThrow("gone");
  derivation.resolve(new ArrayBuffer(32));
  expect(await first).toMatch(/^\$pbkdf2/);
});
