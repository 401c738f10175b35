// What one hash takes, by kind, one kind after another: memory that one has freed costs the next.
// Prints a table: milliseconds of CPU time, the median of the rounds and the fastest and slowest
// of them; wall time tells of other programs too.
// node packages/passwords/src/one-hash.fixture.ts [rounds]
import * as nodeCrypto from "node:crypto";
import { promisify } from "node:util";
import { createWebCryptoHasher } from "@org/user-core";
import { createPasswordHasher } from "./password-hasher.ts";

const rounds = Number(process.argv[2] ?? "15");
const password = "correct horse battery";
const salt = Buffer.alloc(16, 7);
const native = createPasswordHasher();
const webCrypto = createWebCryptoHasher();
const scrypt = promisify<string, Buffer, number, nodeCrypto.ScryptOptions, Buffer>(
  nodeCrypto.scrypt,
);
const pbkdf2 = promisify(nodeCrypto.pbkdf2);

const kinds: Record<string, () => Promise<unknown>> = {
  "argon2id m=19456, t=2, p=1, as made here": () => native.hash(password),
  "the same by node:crypto (Node 24.7 or newer)": () =>
    promisify(nodeCrypto.argon2)("argon2id", {
      ...{ message: password, nonce: salt, memory: 19_456, passes: 2 },
      ...{ parallelism: 1, tagLength: 32 },
    }),
  "scrypt N=2^17, r=8, p=1 by node:crypto": () =>
    scrypt(password, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }),
  "PBKDF2 SHA-256, 600,000 rounds by node:crypto": () =>
    pbkdf2(password, salt, 600_000, 32, "sha256"),
  "the same by WebCrypto, as core's hasher": () => webCrypto.hash(password),
  "a check of bcrypt of cost 12": () => native.verify(password, `$2b$12$${"a".repeat(53)}`),
  "the longest check of argon2id: m=262144, t=4": () =>
    native.verify(password, `$argon2id$v=19$m=262144,t=4,p=1$${"A".repeat(22)}$${"A".repeat(43)}`),
  "the longest check of bcrypt: cost 14": () => native.verify(password, `$2b$14$${"a".repeat(53)}`),
  "the longest check of scrypt: N=2^18, r=8": () =>
    native.verify(password, `$scrypt$ln=18,r=8,p=1$${"A".repeat(22)}$${"A".repeat(43)}`),
  "the longest check of PBKDF2: SHA-256, 2,000,000": () =>
    native.verify(password, `$pbkdf2-sha256$i=2000000$${"A".repeat(22)}$${"A".repeat(43)}`),
};

async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

for (const [name, work] of Object.entries(kinds)) {
  // Loads the native code.
  await work();
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await cpuMs(work));
  const sorted = times.toSorted((a, b) => a - b).map((ms) => ms.toFixed(0));
  console.log(`| ${name} | ${sorted[Math.floor(rounds / 2)]} | ${sorted[0]} to ${sorted.at(-1)} |`);
}
