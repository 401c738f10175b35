import { expect, it } from "vitest";
import { isPasswordTooLong, passwordFault, passwordHashFault } from "./password.ts";

it.each([
  ["x".repeat(7), "must have 8 to 128 characters"],
  ["x".repeat(8), undefined],
  ["🔑".repeat(7), "must have 8 to 128 characters"],
  ["🔑".repeat(8), undefined],
  ["🔑".repeat(128), undefined],
  ["x".repeat(129), "must have 8 to 128 characters"],
  ["correct \ud800 horse", "must be well-formed Unicode"],
])("finds in the password %j: %s", (password, fault) => {
  expect(passwordFault(password)).toBe(fault);
});

it.each([
  ["x".repeat(128), false],
  ["🔑".repeat(128), false],
  ["x".repeat(129), true],
])("says whether %j is too long to be a password: %s", (password, tooLong) => {
  expect(isPasswordTooLong(password)).toBe(tooLong);
});

const fault = "must be a PHC string or a modular crypt hash";

it.each([
  ["$2b$10$abcdefghijk", undefined],
  ["$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$dGFn", undefined],
  ["$y$x", undefined],
  [`$${"a".repeat(32)}$x`, undefined],
  [`$a$${"x".repeat(480)}`, undefined],
  ["pbkdf2_sha256$1000000$salt$dGFn", undefined],
  ["pbkdf2_sha1$1000000$salt$dGFn", undefined],
  ["bcrypt_sha256$$2b$12$abc", undefined],
  ["bcrypt$$2b$12$abc", undefined],
  ["argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$dGFn", undefined],
  ["scrypt$16384$salt$8$5$dGFn", undefined],
  ["", fault],
  ["plain", fault],
  ["hunter$2", fault],
  ["md5$salt$0123", fault],
  ["pbkdf2_sha256$", fault],
  ["Xscrypt$16384$salt$8$5$dGFn", fault],
  ["scryptX$16384$salt$8$5$dGFn", fault],
  ["$2b$", fault],
  ["$$x", fault],
  ["$2B$x", fault],
  ["x$2b$10$abc", fault],
  ["$2b$10$ab cd", fault],
  ["$2b$10$ab\u00e9", fault],
  ["$2b$10$ab\n", fault],
  [`$${"a".repeat(33)}$x`, fault],
  [`$a$${"x".repeat(481)}`, fault],
])("finds in the hash %j: %s", (hash, found) => {
  expect(passwordHashFault(hash, {})).toBe(found);
});
