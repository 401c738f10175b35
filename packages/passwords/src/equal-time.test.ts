import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  type PasswordHasher,
  UserService,
} from "@org/user-core";
import { expect, it } from "vitest";
import { createPasswordHasher } from "./password-hasher.ts";

const callsEach = 2_000;
const kinds = ["a wrong password", "an unknown email", "a user without a password"] as const;
type Kind = (typeof kinds)[number];

/** Every order of the kinds, so that each is as often first, and as often after each other. */
const orders = kinds.flatMap((first) =>
  kinds
    .filter((each) => each !== first)
    .map((second) => [first, second, ...kinds.filter((each) => each !== first && each !== second)]),
);

/** Far from the service's default, so that thousands of hashes take seconds: it is the way that is compared. */
const quickHasher = () => createPasswordHasher({ memoryKiB: 1_024, passes: 1 });

/** The time of each call, in milliseconds, by what was wrong with it. The kinds come in random order. */
async function timesOf(hasher: PasswordHasher): Promise<Record<Kind, number[]>> {
  const attempts = { take: () => 0, succeeded: () => {} };
  const { services } = createUserService({ store: createMemoryStore(), hasher, attempts });
  const users = createInProcessClient(UserService, services);
  await users.createUser({ email: "ada@example.com", name: "Ada", password: "correct horse" });
  await users.createUser({ email: "bob@example.com", name: "Bob" });
  const emails: Record<Kind, string> = {
    "a wrong password": "ada@example.com",
    "an unknown email": "eve@example.com",
    "a user without a password": "bob@example.com",
  };
  const times: Record<Kind, number[]> = {
    "a wrong password": [],
    "an unknown email": [],
    "a user without a password": [],
  };
  for (let i = 0; i < callsEach + 50; i += 1) {
    for (const kind of orders[Math.floor(Math.random() * orders.length)] ?? kinds) {
      const start = performance.now();
      const call = users.verifyPassword({ email: emails[kind], password: "incorrect horse" });
      const reason = await call.catch((error: { reason?: string }) => error.reason);
      const elapsed = performance.now() - start;
      if (reason !== "INVALID_CREDENTIALS") throw new Error(`${kind}: ${String(reason)}`);
      if (i >= 50) times[kind].push(elapsed);
    }
  }
  return times;
}

/** How two samples differ. */
function compare(a: readonly number[], b: readonly number[]) {
  return { medians: median(a) / median(b), chance: chanceOfLonger(a, b) };
}

function median(times: readonly number[]): number {
  return times.toSorted((x, y) => x - y)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** How likely one of the first sample takes longer than one of the second: 0.5 if nothing tells them apart. */
function chanceOfLonger(a: readonly number[], b: readonly number[]): number {
  const sorted = b.toSorted((x, y) => x - y);
  const shorter = a.map((time) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  });
  return shorter.reduce((sum, each) => sum + each, 0) / shorter.length;
}

it("tells a wrong password, an unknown email and a user without a password apart by nothing, not by time either", async () => {
  const times = await timesOf(quickHasher());
  for (const [one, other] of [
    [kinds[0], kinds[1]],
    [kinds[0], kinds[2]],
    [kinds[1], kinds[2]],
  ] as const) {
    const { medians, chance } = compare(times[one], times[other]);
    expect(Math.abs(medians - 1), `medians of ${one} and ${other}`).toBeLessThan(0.05);
    expect(Math.abs(chance - 0.5), `order of ${one} and ${other}`).toBeLessThan(0.05);
  }
}, 120_000);

it("would be noticed by this comparison if a hash were checked only where there is one", async () => {
  const hasher = quickHasher();
  let decoy: string | undefined;
  const hasty: PasswordHasher = {
    ...hasher,
    // The second hash of all is the decoy's, after that of the one password.
    async hash(password) {
      const hash = await hasher.hash(password);
      if (password !== "correct horse") decoy = hash;
      return hash;
    },
    verify: async (password, hash) => hash !== decoy && hasher.verify(password, hash),
  };
  const times = await timesOf(hasty);
  const { medians, chance } = compare(times[kinds[0]], times[kinds[1]]);
  expect(medians).toBeGreaterThan(1.05);
  expect(chance).toBeGreaterThan(0.55);
}, 120_000);
