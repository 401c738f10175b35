import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { createWebCryptoHasher } from "@org/user-core";
import { passwordFault, passwordHashFault } from "../../packages/core/src/users/password.ts";
import { requireBoundedCheck } from "../imported-hash.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const base64 = /^[A-Za-z0-9+/]+$/;

/** What the format says of a hash, read part by part. */
function partsOf(hash: string) {
  const [empty, algorithm, parameter = "", salt = "", tag = "", ...others] = hash.split("$");
  if (empty !== "" || algorithm !== "pbkdf2-sha256" || others.length > 0) return undefined;
  const iterations = parameter.startsWith("i=") ? parameter.slice(2) : "";
  if (iterations.length < 1 || iterations.length > 7 || /\D/.test(iterations)) return undefined;
  if (!base64.test(salt) || !base64.test(tag) || tag.length !== 43) return undefined;
  if (salt.length < 11 || salt.length > 86 || salt.length % 4 === 1) return undefined;
  const rounds = Number(iterations);
  if (rounds < 1 || rounds > 2_000_000) return undefined;
  return { rounds, salt: Buffer.from(salt, "base64"), tag: Buffer.from(tag, "base64") };
}

/** So many rounds are computed; of more it is only seen that they were asked for. */
const maxRounds = 64;

/** Runs work, and gives how many rounds it asked WebCrypto for besides. */
async function watched<T>(work: () => Promise<T>): Promise<{ result: T; rounds?: number }> {
  const asked: number[] = [];
  const { subtle } = crypto;
  const { deriveBits } = subtle;
  const watching: typeof deriveBits = async (algorithm, key, length) => {
    const rounds =
      algorithm instanceof Object && "iterations" in algorithm ? algorithm.iterations : 0;
    asked.push(rounds);
    if (rounds > maxRounds) return new ArrayBuffer(32);
    return deriveBits.call(subtle, algorithm, key, length ?? 0);
  };
  subtle.deriveBits = watching;
  try {
    const result = await work();
    const [rounds] = asked;
    return { result, ...(rounds !== undefined && { rounds }) };
  } finally {
    subtle.deriveBits = deriveBits;
  }
}

const hasher = createWebCryptoHasher({ iterations: 2, concurrency: 1 });

const djangos = ["pbkdf2_sha1", "pbkdf2_sha256", "bcrypt", "bcrypt_sha256", "argon2", "scrypt"];

function requireBounds(password: string, hash: string): void {
  const length = [...password].length;
  const isWithin = length >= 8 && length <= 128 && Buffer.byteLength(password) <= 1_024;
  assert.equal(passwordFault(password) === undefined, isWithin && password.isWellFormed());
  const [empty, algorithm = "", ...others] = hash.split("$");
  const rest = others.join("$");
  const isPhc =
    empty === "" &&
    algorithm.length >= 1 &&
    algorithm.length <= 32 &&
    [...algorithm].every((c) => "abcdefghijklmnopqrstuvwxyz0123456789-".includes(c));
  const text = isPhc ? rest : hash.slice(hash.indexOf("$") + 1);
  const isHash =
    (isPhc || djangos.some((name) => hash.startsWith(`${name}$`))) &&
    text.length >= 1 &&
    text.length <= 480 &&
    [...text].every((c) => c > " " && c < "\x7f");
  assert.equal(passwordHashFault(hash, {}) === undefined, isHash);
}

/** Hashes: only those of a known format are computed, none over its limits, and each as Node computes it. */
export const target: FuzzTarget = {
  words: [
    "$pbkdf2-sha256$i=",
    "$i=1$",
    "2000000",
    "2000001",
    "9999999",
    ...["$argon2id$v=19$", "$argon2i$m=8,t=1,p=1$", "$2b$04$", "$2y$", "$2x$"],
    ...["$scrypt$ln=1,r=1,p=1$", "$s0$40101$", "$7$2/..../....", "$pbkdf2$", "-sha512$1$"],
    ...["pbkdf2_sha256$1$", "bcrypt_sha256$", "bcrypt$$2b$", "argon2$argon2id$", "scrypt$16$"],
  ],
  async run(data) {
    const input = createInput(data);
    const [password, hash] = [input.text(), input.text()];
    requireBounds(password, hash);
    await requireBoundedCheck(password, hash);
    const { result: verified, rounds } = await watched(() => hasher.verify(password, hash));
    const parts = partsOf(hash);
    assert.equal(rounds, parts?.rounds);
    if (parts === undefined) return assert.equal(verified, false);
    const isComputed = parts.rounds <= maxRounds && password.isWellFormed();
    if (!isComputed) return;
    const bytes = Buffer.from(password.normalize("NFC"));
    const derived = pbkdf2Sync(bytes, parts.salt, parts.rounds, 32, "sha256");
    assert.equal(verified, derived.equals(parts.tag));
    const made = `$pbkdf2-sha256$i=${parts.rounds}$${hash.split("$")[3]}$${unpadded(derived)}`;
    assert.ok(await hasher.verify(password, made));
  },
};

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
