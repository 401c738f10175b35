import {
  type CallOptions,
  type Client,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  isServiceError,
  type PasswordHasher,
  UserService,
} from "@org/user-core";
import fc from "fast-check";

const { PROPERTY_RUNS = "100" } = process.env;

/**
 * How often each property is tried: `PROPERTY_RUNS`, 100 by default. A failure
 * prints its seed and the smallest example.
 */
export const numRuns: number = Number(PROPERTY_RUNS);

/** Longer when more is tried. */
export const propertyTimeoutMs: number = 20_000 + numRuns * 20;

/** Tries a property {@link numRuns} times. */
export async function holds<T>(
  values: fc.Arbitrary<T>,
  check: (value: T) => void | Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(values, async (value) => check(value)),
    { numRuns },
  );
}

/** What comes of a call. */
export interface Answer {
  /** A status code, `OK` among them. */
  readonly code: string;
  readonly reason: string;
  /** The paths of the violations, each once. */
  readonly fields: readonly string[];
}

const ok: Answer = { code: "OK", reason: "", fields: [] };

/** Waits for a call and tells what came of it. Rejects if it fails with no `ServiceError`. */
export async function answerOf(call: Promise<unknown>): Promise<Answer> {
  try {
    await call;
    return ok;
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { code, reason, fieldViolations } = error;
    return { code, reason, fields: [...new Set(fieldViolations.map(({ field }) => field))] };
  }
}

/** What comes of a watch: it is left as soon as it has begun. */
export async function answerOfWatch(
  watch: (options: CallOptions) => AsyncIterable<unknown>,
): Promise<Answer> {
  const leaving = new AbortController();
  let hasBegun = false;
  const onHeaders = () => {
    hasBegun = true;
    leaving.abort();
  };
  const read = async () => {
    for await (const _update of watch({ signal: leaving.signal, onHeaders }));
  };
  const answer = await answerOf(read());
  return hasBegun && answer.code === "CANCELLED" ? ok : answer;
}

/** Not about the strength of hashes. */
const hasher: PasswordHasher = {
  hash: async (password) => `$plain$${password.normalize("NFC")}`,
  verify: async (password, hash) => hash === `$plain$${password.normalize("NFC")}`,
};

/** The real service on a new store in memory. */
export function newService(): Client<typeof UserService> {
  const { services } = createUserService({ store: createMemoryStore(), hasher });
  return createInProcessClient(UserService, services);
}
