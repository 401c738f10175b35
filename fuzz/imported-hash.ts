import assert from "node:assert/strict";
import { pbkdf2Sync, scryptSync } from "node:crypto";
import { createPasswordHasher } from "../packages/passwords/src/password-hasher.ts";

/** What a check costs, read from a hash by its places, whether or not the rest of it is sound. */
interface Cost {
  readonly memoryBytes: number;
  /** Bytes gone over, or rounds, or runs of bcrypt's key schedule. */
  readonly work: number;
  readonly maxWork: number;
  /** What comes out for a password, where Node has the function. */
  readonly derive?: (password: Buffer) => Buffer;
  readonly tag?: Buffer;
}

const hasher = createPasswordHasher({ memoryKiB: 8, passes: 1, concurrency: 1 });

const maxMemoryBytes = 2 ** 28;

/** The number after `name=` in a list. */
function numberIn(list: string | undefined, name: string): number {
  const item = list?.split(",").find((each) => each.startsWith(`${name}=`));
  return Number(item?.slice(name.length + 1));
}

function argon2(fields: readonly string[]): Cost {
  const list = fields.find((field) => field.includes("m="));
  const memoryBytes = numberIn(list, "m") * 1_024;
  return { memoryBytes, work: memoryBytes * numberIn(list, "t"), maxWork: 2 ** 30 };
}

function bcrypt(fields: readonly string[]): Cost {
  const cost = fields.find((field) => /^\d\d$/.test(field));
  return { memoryBytes: 4_096, work: 2 ** Number(cost), maxWork: 2 ** 14 };
}

function scrypt([list, salt = "", tag = ""]: readonly string[]): Cost {
  const [ln, r, p] = ["ln", "r", "p"].map((name) => numberIn(list, name));
  const [N, blocks, lanes] = [2 ** (ln ?? 0), r ?? 0, p ?? 0];
  const bytes = Buffer.from(tag, "base64");
  return {
    memoryBytes: 128 * N * blocks,
    work: 128 * N * blocks * lanes,
    maxWork: maxMemoryBytes,
    derive: (password) =>
      scryptSync(password, Buffer.from(salt, "base64"), bytes.length, { N, r: blocks, p: lanes }),
    tag: bytes,
  };
}

function pbkdf2([list = "", salt = "", tag = ""]: readonly string[], digest: string): Cost {
  const rounds = list.startsWith("i=") ? numberIn(list, "i") : Number(list);
  const [saltBytes, bytes] = [salt, tag].map((text) =>
    Buffer.from(text.replaceAll(".", "+"), "base64"),
  );
  return {
    memoryBytes: 0,
    work: rounds,
    maxWork: 2_000_000,
    derive: (password) => pbkdf2Sync(password, saltBytes ?? "", rounds, bytes?.length ?? 0, digest),
    ...(bytes && { tag: bytes }),
  };
}

function costOf(hash: string): Cost | undefined {
  const [before, id = "", ...fields] = hash.split("$");
  if (before === "argon2" || id.startsWith("argon2")) return argon2(fields);
  if (before?.startsWith("bcrypt")) return bcrypt(fields);
  if (before === "" && id.startsWith("2")) return bcrypt(fields);
  if (before === "" && id === "scrypt") return scrypt(fields);
  if (before === "" && id.startsWith("pbkdf2")) {
    return pbkdf2(fields, id.split("-")[1] ?? "sha1");
  }
  // Django's and the other notations: their bounds are tried one by one where they are read.
  return undefined;
}

/** Only what takes a millisecond is computed. */
function isCheap({ memoryBytes, work, maxWork }: Cost): boolean {
  return memoryBytes <= 2 ** 20 && work <= maxWork / 1_000;
}

/** Nothing that is accepted costs too much, what is not fits nothing, and what fits is what Node computes. */
export async function requireBoundedCheck(password: string, hash: string): Promise<void> {
  const isOfToday = hash.startsWith("$argon2id$v=19$m=");
  assert.ok(hasher.needsRehash?.(hash) || isOfToday, hash);
  if (!hasher.accepts?.(hash)) {
    assert.equal(await hasher.verify(password, hash), false);
    return;
  }
  const cost = costOf(hash);
  if (cost === undefined) return;
  assert.ok(/^[\x21-\x7e]*$/.test(hash), hash);
  assert.ok(cost.memoryBytes <= maxMemoryBytes && cost.work <= cost.maxWork, hash);
  if (!isCheap(cost) || !password.isWellFormed()) return;
  const fits = await hasher.verify(password, hash);
  if (cost.derive === undefined || cost.tag === undefined) return;
  const spellings = [password.normalize("NFC"), password].map((text) => Buffer.from(text));
  const { derive, tag } = cost;
  assert.equal(
    fits,
    spellings.some((bytes) => derive(bytes).equals(tag)),
  );
}
