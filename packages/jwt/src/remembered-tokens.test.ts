import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { JwtOptions } from "./options.ts";
import {
  audience,
  createKey,
  expired,
  invalid,
  issuer,
  keySetOf,
  nowSeconds,
  type SigningKey,
  sign,
  starter,
} from "./tokens.fixture.ts";

const [ours, theirs] = await Promise.all([createKey("ours"), createKey("theirs")]);
const checks = { algorithms: ["ES256"], issuer, audience };
const local: JwtOptions = { ...checks, keys: await keySetOf(ours) };
const ada: object = { name: "ada" };

// The test's own clock; none of what is awaited here takes time.
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "Date"] }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** An authority that publishes these keys, until others. */
async function authority(...keys: readonly SigningKey[]) {
  let published = await keySetOf(...keys);
  const fetch = vi.fn(async () => new Response(JSON.stringify(published)));
  return {
    source: { jwksUrl: "https://id.example.com/jwks", fetch },
    async publishes(...others: readonly SigningKey[]): Promise<void> {
      published = await keySetOf(...others);
    },
  };
}

describe("a token that was verified", () => {
  it("does not cost its signature again for half a minute, and then once", async () => {
    const verify = vi.spyOn(crypto.subtle, "verify");
    const start = starter(local);
    const token = await sign(ours);
    for (const signatures of [1, 2]) {
      for (let calls = 0; calls < 3; calls += 1) expect(await start(token)).toMatchObject(ada);
      expect(verify).toHaveBeenCalledTimes(signatures);
      vi.advanceTimersByTime(29_999);
      expect(await start(`Bearer ${token}`)).toMatchObject(ada);
      expect(verify).toHaveBeenCalledTimes(signatures);
      vi.advanceTimersByTime(1);
    }
  });

  it.each([{ rememberMs: 0 }, { maxRemembered: 0 }])(
    "costs it every time with %j",
    async (never) => {
      const verify = vi.spyOn(crypto.subtle, "verify");
      const start = starter({ ...local, ...never });
      const token = await sign(ours);
      for (let calls = 0; calls < 3; calls += 1) expect(await start(token)).toMatchObject(ada);
      expect(verify).toHaveBeenCalledTimes(3);
    },
  );

  it("expires at its own time, tolerance and all, and is told so", async () => {
    const start = starter({ ...local, clockToleranceSeconds: 5 });
    const token = await sign(ours, { exp: nowSeconds() + 10 });
    const leftMs = (nowSeconds() + 15) * 1_000 - Date.now();
    expect(await start(token)).toMatchObject(ada);
    vi.advanceTimersByTime(leftMs - 1);
    expect(await start(token)).toMatchObject(ada);
    vi.advanceTimersByTime(1);
    expect(await start(token)).toMatchObject(expired);
  });

  it("expires at its own time though whom it stands for does later", async () => {
    const principal = () => ({ name: "ada", expiresAt: Number.POSITIVE_INFINITY });
    const start = starter({ ...local, clockToleranceSeconds: 0, principal });
    const token = await sign(ours, { exp: nowSeconds() + 10 });
    expect(await start(token)).toMatchObject(ada);
    vi.advanceTimersByTime(10_000);
    expect(await start(token)).toMatchObject(expired);
  });

  it("does not vouch for the same claims with another signature, header or key", async () => {
    const start = starter(local);
    const token = await sign(ours);
    expect(await start(token)).toMatchObject(ada);
    const [header, claims, signature = ""] = token.split(".");
    const changed = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect(await start(`${header}.${claims}.${changed}`)).toMatchObject(invalid);
    const [stranger] = (await sign({ ...theirs, kid: "ours" })).split(".").slice(2);
    expect(await start(`${header}.${claims}.${stranger}`)).toMatchObject(invalid);
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    expect(await start(`${none}.${claims}.${signature}`)).toMatchObject(invalid);
  });

  it("vouches for nothing where other checks are made", async () => {
    const token = await sign(ours);
    expect(await starter(local)(token)).toMatchObject(ada);
    const elsewhere: readonly Partial<JwtOptions>[] = [
      { audience: "mail" },
      { issuer: "https://other.example" },
      { type: "at+jwt" },
      { algorithms: ["RS256"] },
    ];
    for (const other of elsewhere) {
      expect(await starter({ ...local, ...other } as JwtOptions)(token)).toMatchObject(invalid);
    }
  });

  it("has whom it stands for asked each time, with claims that nobody has changed", async () => {
    const banned = new Set<string>();
    const start = starter({
      ...local,
      principal(claims) {
        const { sub = "" } = claims;
        Object.assign(claims, { sub: "root", scope: "users:write" });
        return banned.has(sub) ? undefined : { name: sub };
      },
    });
    const token = await sign(ours, { scope: "users:read" });
    expect(await start(token)).toMatchObject(ada);
    expect(await start(token)).toMatchObject(ada);
    banned.add("ada");
    expect(await start(token)).toMatchObject(invalid);
  });
});

it("takes tokens of a key that was withdrawn for `maxAgeMs` and `rememberMs`, and no longer", async () => {
  const { source, publishes } = await authority(ours);
  const start = starter({ ...checks, ...source, maxAgeMs: 60_000, rememberMs: 10_000 });
  const token = await sign(ours, { exp: nowSeconds() + 3_600 });
  expect(await start(token)).toMatchObject(ada);
  await publishes(theirs);
  // The last moment at which the old keys verify it.
  vi.advanceTimersByTime(60_000);
  expect(await start(token)).toMatchObject(ada);
  vi.advanceTimersByTime(9_999);
  expect(await start(token)).toMatchObject(ada);
  vi.advanceTimersByTime(1);
  expect(await start(token)).toMatchObject(invalid);
});

it("remembers no refusal: a token is let in once its key is published", async () => {
  const { source, publishes } = await authority(theirs);
  const start = starter({ ...checks, ...source, cooldownMs: 0 });
  const token = await sign(ours);
  for (let calls = 0; calls < 3; calls += 1) expect(await start(token)).toMatchObject(invalid);
  await publishes(ours);
  expect(await start(token)).toMatchObject(ada);
});

it("remembers no token that is not valid yet: it is let in when its time comes", async () => {
  const start = starter({ ...local, clockToleranceSeconds: 0 });
  const token = await sign(ours, { nbf: nowSeconds() + 10 });
  expect(await start(token)).toMatchObject(invalid);
  vi.advanceTimersByTime(10_000);
  expect(await start(token)).toMatchObject(ada);
});

it("answers any row of tokens, at any times, as without a memory", async () => {
  const now = nowSeconds();
  const tokens = await Promise.all([
    sign(ours, { exp: now + 3_600 }),
    sign(ours, { exp: now + 20, sub: "bob" }),
    sign(ours, { exp: now + 45, nbf: now + 20 }),
    sign(ours, { aud: "mail" }),
    sign(ours, { exp: undefined }),
    sign({ ...theirs, kid: "ours" }),
    sign(theirs),
  ]);
  const step = fc.record({
    token: fc.constantFrom(...tokens),
    laterMs: fc.oneof(fc.constantFrom(0, 1, 999, 1_000), fc.nat(15_000)),
  });
  const options = { clockToleranceSeconds: 1 };
  const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
    vi.setSystemTime(now * 1_000);
    const remembering = starter({ ...local, ...options, rememberMs: 10_000, maxRemembered: 2 });
    const forgetful = starter({ ...local, ...options, rememberMs: 0 });
    for (const { token, laterMs } of steps) {
      vi.advanceTimersByTime(laterMs);
      expect(told(await remembering(token))).toEqual(told(await forgetful(token)));
    }
  });
  await fc.assert(property, { numRuns: 50 });
});

/** What the outcomes of two calls must have alike. */
function told(outcome: unknown): unknown {
  return outcome instanceof Error ? { ...outcome, message: outcome.message } : outcome;
}
