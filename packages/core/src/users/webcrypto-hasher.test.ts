import { pbkdf2Sync } from "node:crypto";
import { expect, it } from "vitest";
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
