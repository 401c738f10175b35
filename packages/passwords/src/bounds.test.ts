import { expect, it } from "vitest";
import { createPasswordHasher } from "./password-hasher.ts";

const firebase = { signerKey: Buffer.alloc(64).toString("base64") };
const { accepts, verify } = createPasswordHasher({ firebase });

/** Base64 of so many bytes, without padding. */
const bytes = (length: number) => Buffer.alloc(length).toString("base64").replace(/=+$/, "");

const salt = bytes(16);
const tag = bytes(32);
const ends = `${salt}$${tag}`;
const bcryptEnds = "a".repeat(53);
/** The digits of crypt(3). */
const digit = (n: number) =>
  "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".charAt(n);

it.each<[string, number, (n: number) => string]>([
  ["memory of argon2id", 262_144, (n) => `$argon2id$v=19$m=${n},t=1,p=1$${ends}`],
  ["passes of argon2i", 4, (n) => `$argon2i$v=19$m=262144,t=${n},p=1$${ends}`],
  ["passes over little memory", 64, (n) => `$argon2id$v=19$m=1024,t=${n},p=1$${ends}`],
  ["lanes", 64, (n) => `$argon2id$v=19$m=1024,t=1,p=${n}$${ends}`],
  ["lanes in little memory", 2, (n) => `$argon2id$v=19$m=16,t=1,p=${n}$${ends}`],
  ["cost of bcrypt", 14, (n) => `$2b$${n}$${bcryptEnds}`],
  ["N of scrypt", 18, (n) => `$scrypt$ln=${n},r=8,p=1$${ends}`],
  ["r of scrypt over a small N", 64, (n) => `$scrypt$ln=4,r=${n},p=1$${ends}`],
  ["p of scrypt over a small N", 64, (n) => `$scrypt$ln=4,r=1,p=${n}$${ends}`],
  ["N of scrypt with the smallest r", 15, (n) => `$scrypt$ln=${n},r=1,p=1$${ends}`],
  ["r of scrypt", 8, (n) => `$scrypt$ln=18,r=${n},p=1$${ends}`],
  ["p of scrypt", 2, (n) => `$scrypt$ln=17,r=8,p=${n}$${ends}`],
  ["N of $s0$", 18, (n) => `$s0$${n.toString(16)}0801$${ends}`],
  ["N of $7$", 18, (n) => `$7$${digit(n)}6..../....salt$${"A".repeat(43)}`],
  ["rounds of SHA-1", 2_000_000, (n) => `$pbkdf2-sha1$i=${n}$${salt}$${bytes(20)}`],
  ["rounds of SHA-256", 2_000_000, (n) => `$pbkdf2-sha256$i=${n}$${ends}`],
  ["rounds of SHA-512", 1_000_000, (n) => `$pbkdf2-sha512$i=${n}$${ends}`],
  [
    "rounds for a tag of two digests",
    1_000_000,
    (n) => `$pbkdf2-sha256$i=${n}$${salt}$${bytes(64)}`,
  ],
  ["rounds of passlib", 2_000_000, (n) => `$pbkdf2$${n}$${salt}$${bytes(20)}`],
  ["rounds of Django", 2_000_000, (n) => `pbkdf2_sha256$${n}$salt$${tag}=`],
  ["memory of Django's argon2", 262_144, (n) => `argon2$argon2id$v=19$m=${n},t=1,p=1$${ends}`],
  ["cost of Django's bcrypt", 14, (n) => `bcrypt$$2b$${n}$${bcryptEnds}`],
  ["cost of Django's bcrypt_sha256", 14, (n) => `bcrypt_sha256$$2b$${n}$${bcryptEnds}`],
  ["p of Django's scrypt", 16, (n) => `scrypt$16384$salt$8$${n}$${tag}=`],
  ["a salt's bytes", 128, (n) => `$pbkdf2-sha256$i=1$${bytes(n)}$${tag}`],
  ["a salt's bytes of Firebase", 128, (n) => `$firebase-scrypt$${bytes(n)}$${bytes(64)}`],
  ["a tag's bytes", 64, (n) => `$argon2id$v=19$m=16,t=1,p=1$${salt}$${bytes(n)}`],
])(
  "a hash does not choose how long a check takes: accepts no more %s than %i",
  async (_what, most, hash) => {
    expect(accepts?.(hash(most))).toBe(true);
    expect(accepts?.(hash(most + 1))).toBe(false);
    expect(await verify("correct horse", hash(most + 1))).toBe(false);
  },
);

it.each<[string, number, (n: number) => string]>([
  ["bytes of a tag", 16, (n) => `$pbkdf2-sha256$i=1$${salt}$${bytes(n)}`],
  ["bytes of a tag of argon2", 16, (n) => `$argon2id$v=19$m=16,t=1,p=1$${salt}$${bytes(n)}`],
  ["bytes of a tag of scrypt", 16, (n) => `$scrypt$ln=4,r=1,p=1$${salt}$${bytes(n)}`],
  ["bytes of a salt of argon2", 8, (n) => `$argon2id$v=19$m=16,t=1,p=1$${bytes(n)}$${tag}`],
  ["cost of bcrypt", 4, (n) => `$2b$0${n}$${bcryptEnds}`],
  ["rounds", 1, (n) => `$pbkdf2-sha256$i=${n}$${ends}`],
  ["N", 1, (n) => `$scrypt$ln=${n},r=1,p=1$${ends}`],
])("accepts no fewer %s than %i", async (_what, least, hash) => {
  expect(accepts?.(hash(least))).toBe(true);
  expect(accepts?.(hash(least - 1))).toBe(false);
  expect(await verify("correct horse", hash(least - 1))).toBe(false);
});

// Each is the nearest to what is accepted, or what another reader took.
it.each([
  "",
  "plain",
  "$",
  "$$",
  "$2b$",
  `$2x$10$${bcryptEnds}`,
  `$2$10$${bcryptEnds}`,
  `$2b$+4$${bcryptEnds}`,
  `$2b$10$${bcryptEnds}a`,
  `$2b$10$${bcryptEnds}\n`,
  `x$2b$10$${bcryptEnds}`,
  `$argon2d$v=19$m=16,t=1,p=1$${ends}`,
  `$argon2id$v=18$m=16,t=1,p=1$${ends}`,
  `$argon2id$v=$m=16,t=1,p=1$${ends}`,
  `$argon2id$v=19$m=16,t=1$${ends}`,
  `$argon2id$v=19$m=16,t=1,p=1,p=1$${ends}`,
  `$argon2id$v=19$m=16,t=1,p=1,data=1$${ends}`,
  `$argon2id$v=19$m=016,t=1,p=1$${ends}`,
  `$argon2id$v=19$m=-16,t=-1,p=1$${ends}`,
  `$argon2id$v=19$m=1e1,t=1,p=1$${ends}`,
  `$argon2id$v=19$m=16,t=1,p=1$${salt}`,
  `$argon2id$v=19$m=16,t=1,p=1$${ends}$`,
  `$argon2id$v=19$m=16,t=1,p=1$${salt}A$${tag}`.replace(salt, () => "A".repeat(24)),
  `$argon2id$v=19$m=16,t=1,p=1$${salt}$${tag}==`,
  `$scrypt$v=1$ln=4,r=1,p=1$${ends}`,
  `$scrypt$ln=4,r=1$${ends}`,
  `$s0$$${ends}`,
  `$s0$40100$${ends}`,
  `$7$2/..../....salt$${"A".repeat(42)}`,
  `$7$2/..../....$${"A".repeat(43)}`,
  `$pbkdf2-md5$i=1000$${ends}`,
  `$pbkdf2-sha256$i=1000,l=31$${ends}`,
  `$pbkdf2-sha256$1000$${salt}+$${tag}`,
  `$pbkdf2-sha256$i=1000$.${salt.slice(1)}$${tag}`,
  `$firebase-scrypt$${salt}$${bytes(63)}`,
  `$firebase-scrypt$${bytes(64)}`,
  "$firebase-scrypt$?$?",
  `$constructor$${ends}`,
  `__proto__$${ends}`,
  `pbkdf2_sha256$1000$salt$${tag}=$`,
  `pbkdf2_sha256$1000$$${tag}=`,
  `pbkdf2_sha256$1000$salt$${tag}==`,
  `scrypt$16383$salt$8$1$${tag}=`,
  `scrypt$1$salt$8$1$${tag}=`,
  `md5$salt$${"0".repeat(32)}`,
  `argon2$2b$10$${bcryptEnds}`,
  `bcrypt$argon2id$v=19$m=16,t=1,p=1$${ends}`,
  "!unusable",
  `pbkdf2_sha256$1000$s\u00e4lt$${tag}=`,
  `pbkdf2_sha256$1000$sa lt$${tag}=`,
])("fits no password to %j, and does not accept it", async (hash) => {
  expect(accepts?.(hash)).toBe(false);
  expect(await verify("correct horse", hash)).toBe(false);
});

const longest = [
  `$argon2id$v=19$m=262144,t=4,p=1$${ends}`,
  `$argon2i$v=16$m=16384,t=64,p=64$${ends}`,
  `$2b$14$${bcryptEnds}`,
  `$scrypt$ln=18,r=8,p=1$${ends}`,
  `$scrypt$ln=20,r=2,p=1$${ends}`,
  `$scrypt$ln=9,r=64,p=64$${ends}`,
  `$pbkdf2-sha256$i=2000000$${ends}`,
  `$pbkdf2-sha512$i=1000000$${salt}$${bytes(64)}`,
];

it.each(longest)(
  "a check against %s ends without an error, after some seconds of a core at most",
  { timeout: 60_000 },
  async (hash) => {
    const before = process.cpuUsage();
    expect(await verify("correct horse", hash)).toBe(false);
    const { user, system } = process.cpuUsage(before);
    // Some ten times what it takes on a machine of today.
    expect((user + system) / 1_000).toBeLessThan(20_000);
  },
);
