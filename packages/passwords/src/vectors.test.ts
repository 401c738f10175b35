import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createPasswordHasher } from "./password-hasher.ts";

interface Vector {
  readonly made: string;
  readonly password: string;
  readonly hash: string;
}

// Made by other implementations: vectors/make.py says how.
const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL("../vectors/vectors.json", import.meta.url), "utf8"),
);

const hasher = createPasswordHasher();

it.each(vectors)("checks what $made made: $hash", async ({ password, hash }) => {
  expect(hasher.accepts?.(hash)).toBe(true);
  expect(await hasher.verify(password, hash)).toBe(true);
  expect(await hasher.verify(`x${password.slice(1)}`, hash)).toBe(false);
});

it("has a vector of each algorithm and each place that hashes come from", () => {
  const names = new Set(vectors.map(({ hash }) => /^\$?[^$]+/.exec(hash)?.[0]));
  expect([...names].sort()).toEqual([
    ...["$2a", "$2b", "$2y", "$7", "$argon2i", "$argon2id"],
    ...["$pbkdf2", "$pbkdf2-sha1", "$pbkdf2-sha256", "$pbkdf2-sha512", "$s0", "$scrypt"],
    ...["argon2", "bcrypt", "bcrypt_sha256", "pbkdf2_sha1", "pbkdf2_sha256", "scrypt"],
  ]);
});

it("checks bcrypt hashes with bits set that stand for nothing, as some have made them", async () => {
  const bcrypts = vectors.filter(({ hash }) => hash.startsWith("$2b$"));
  expect(bcrypts.length).toBeGreaterThan(0);
  for (const { password, hash } of bcrypts) {
    for (const at of [28, 59]) {
      // The character after it differs in the lowest bit alone: canonical ones have none there.
      const next = `${hash.slice(0, at)}${following(hash.charAt(at))}${hash.slice(at + 1)}`;
      expect(await hasher.verify(password, next)).toBe(true);
    }
  }
});

/** The next digit of bcrypt's base64. */
function following(digit: string): string {
  const digits = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return digits.charAt(digits.indexOf(digit) + 1);
}

// https://github.com/firebase/scrypt, "Sample"
const published = {
  password: "user1password",
  salt: "42xEC+ixf3L2lw==",
  hash: "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
  signerKey:
    "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
};

it("checks the hash that Firebase has published, in either base64", async () => {
  const { password, salt, hash, signerKey } = published;
  const firebase = { signerKey, saltSeparator: "Bw==", rounds: 8, memCost: 14 };
  for (const parameters of [firebase, { signerKey }]) {
    const { verify, accepts } = createPasswordHasher({ firebase: parameters });
    const imported = `$firebase-scrypt$${salt}$${hash}`;
    const urlSafe = imported.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    for (const each of [imported, urlSafe]) {
      expect(accepts?.(each)).toBe(true);
      expect(await verify(password, each)).toBe(true);
      expect(await verify("user2password", each)).toBe(false);
    }
  }
});

it("takes no hash of Firebase without its project's parameters, nor with another key", async () => {
  const imported = `$firebase-scrypt$${published.salt}$${published.hash}`;
  expect(hasher.accepts?.(imported)).toBe(false);
  expect(await hasher.verify(published.password, imported)).toBe(false);
  const signerKey = Buffer.alloc(64, 1).toString("base64");
  const other = createPasswordHasher({ firebase: { signerKey } });
  expect(await other.verify(published.password, imported)).toBe(false);
});

it.each([
  { signerKey: "" },
  { signerKey: "not base64!" },
  { signerKey: published.signerKey, saltSeparator: "?" },
  { signerKey: published.signerKey, memCost: 25 },
  { signerKey: published.signerKey, rounds: 0 },
])("refuses the project's parameters %j", (firebase) => {
  expect(() => createPasswordHasher({ firebase })).toThrow(RangeError);
});
