import { randomBytes, timingSafeEqual } from "node:crypto";
import { encodeBase64 } from "./bytes.ts";
import type { Check } from "./check.ts";
import { parsePhc } from "./phc.ts";

/** What a hash costs. */
export interface Argon2Cost {
  /** `m`: memory in KiB. */
  readonly memoryKiB: number;
  /** `t`: passes over that memory. */
  readonly passes: number;
  /** `p`: lanes, computed one after another. */
  readonly lanes: number;
}

/** A hash that was read. */
interface Argon2Hash {
  /** 2 is argon2id, 1 argon2i: the numbers of RFC 9106, section 3.1. */
  readonly algorithm: 1 | 2;
  readonly version: number;
  readonly cost: Argon2Cost;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

const saltBytes = 16;
const tagBytes = 32;
/** The present version (RFC 9106), and the one before, of hashes up to 2016. */
const [present, previous] = [0x13, 0x10];
const maxMemoryKiB = 256 * 1024;
/** Memory times passes, which is what takes the time. */
const maxWork = 1024 * 1024;
/** Many passes over little memory, or in many lanes, take longer than their work. */
const [maxPasses, maxLanes] = [64, 64];

/** Whether a check of such a hash takes bounded time and memory. */
export function isBearable({ memoryKiB, passes, lanes }: Argon2Cost): boolean {
  if (memoryKiB > maxMemoryKiB || memoryKiB * passes > maxWork) return false;
  if (passes > maxPasses || lanes > maxLanes) return false;
  return passes >= 1 && lanes >= 1 && memoryKiB >= 8 * lanes;
}

/** Reads an argon2i or argon2id hash; `undefined` for any other, and for one that costs too much. */
function readArgon2(hash: string): Argon2Hash | undefined {
  const phc = parsePhc(hash, ["m", "t", "p"]);
  if (phc?.id !== "argon2id" && phc?.id !== "argon2i") return undefined;
  const { version = previous, parameters, salt, tag } = phc;
  const [memoryKiB, passes, lanes] = ["m", "t", "p"].map((name) => parameters.get(name) ?? 0);
  const cost = { memoryKiB: memoryKiB ?? 0, passes: passes ?? 0, lanes: lanes ?? 0 };
  if (version !== present && version !== previous) return undefined;
  if (!isBearable(cost) || salt.length < 8) return undefined;
  return { algorithm: phc.id === "argon2id" ? 2 : 1, version, cost, salt, tag };
}

/** Checks against argon2i and argon2id hashes in PHC strings. */
export function parseArgon2(hash: string): Check | undefined {
  const made = readArgon2(hash);
  if (made === undefined) return undefined;
  return async (password) => timingSafeEqual(await derive(password, made), made.tag);
}

/** A new argon2id hash with a salt of its own. */
export async function hashArgon2(password: Buffer, cost: Argon2Cost): Promise<string> {
  const salt = randomBytes(saltBytes);
  const tag = Buffer.alloc(tagBytes);
  const derived = await derive(password, { algorithm: 2, version: present, cost, salt, tag });
  const parameters = `m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}`;
  return `$argon2id$v=${present}$${parameters}$${encodeBase64(salt)}$${encodeBase64(derived)}`;
}

/** Whether a hash is as strong as those that `hashArgon2` makes at this cost. */
export function isCurrent(hash: string, { memoryKiB, passes }: Argon2Cost): boolean {
  const made = readArgon2(hash);
  if (made?.algorithm !== 2 || made.version !== present) return false;
  if (made.salt.length < saltBytes || made.tag.length < tagBytes) return false;
  return made.cost.memoryKiB >= memoryKiB && made.cost.passes >= passes;
}

async function derive(
  password: Buffer,
  { algorithm, version, cost, salt, tag }: Argon2Hash,
): Promise<Buffer> {
  // At the first hash, not when the program starts.
  const { hashRaw } = await import("@node-rs/argon2");
  return hashRaw(password, {
    algorithm,
    version: version === present ? 1 : 0,
    memoryCost: cost.memoryKiB,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: tag.length,
    salt,
  });
}
