import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Answer, down, garbage, keysOf, startJwksServer } from "./jwks-server.fixture.ts";
import type { RemoteKeyOptions } from "./options.ts";
import { audience, createKey, invalid, issuer, sign, starter } from "./tokens.fixture.ts";

const [old, next] = await Promise.all([createKey("old"), createKey("next")]);

// The time between fetches is the test's to say; that of a fetch is real.
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

async function begin(answer: Answer, options: RemoteKeyOptions = {}) {
  const server = await startJwksServer(answer);
  const { jwksUrl } = server;
  const checks = { algorithms: ["ES256"], issuer, audience };
  return { server, start: starter({ ...checks, jwksUrl, ...options }) };
}

const ada: object = { name: "ada" };
const unavailable: object = { code: "UNAVAILABLE", reason: "KEYS_UNAVAILABLE" };

it("fetches keys when a token first needs them, and once for all tokens", async () => {
  const { server, start } = await begin(await keysOf(old));
  expect(await start("not.a.token!")).toMatchObject(invalid);
  expect(server.requests()).toBe(0);
  const token = await sign(old);
  const all = await Promise.all([start(token), start(token), start(token)]);
  expect(all).toMatchObject([ada, ada, ada]);
  expect(await start(token)).toMatchObject(ada);
  expect(server.requests()).toBe(1);
});

it("fetches keys anew when they are old", async () => {
  const { server, start } = await begin(await keysOf(old, next));
  expect(await start(await sign(old))).toMatchObject(ada);
  vi.advanceTimersByTime(600_000);
  expect(await start(await sign(old))).toMatchObject(ada);
  expect(server.requests()).toBe(1);
  server.answers(await keysOf(next));
  vi.advanceTimersByTime(1);
  expect(await start(await sign(old))).toMatchObject(invalid);
  expect(await start(await sign(next))).toMatchObject(ada);
  expect(server.requests()).toBe(2);
});

it("fetches keys anew when they grew old while the machine slept", async () => {
  const { server, start } = await begin(await keysOf(old));
  expect(await start(await sign(old))).toMatchObject(ada);
  server.answers(await keysOf(next));
  vi.advanceTimersByTime(30_000);
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 600_001);
  expect(await start(await sign(old))).toMatchObject(invalid);
  expect(server.requests()).toBe(2);
});

describe("a token that names an unknown key", () => {
  it("is let in when the keys were rotated, with one fetch", async () => {
    const { server, start } = await begin(await keysOf(old));
    await start(await sign(old));
    server.answers(await keysOf(old, next));
    vi.advanceTimersByTime(30_000);
    const [first, second] = await Promise.all([start(await sign(next)), start(await sign(next))]);
    expect([first, second]).toMatchObject([ada, ada]);
    expect(await start(await sign(old))).toMatchObject(ada);
    expect(server.requests()).toBe(2);
  });

  it("leads to no fetch within the cooldown, and to one after it, however many there are", async () => {
    const { server, start } = await begin(await keysOf(old));
    await start(await sign(old));
    const unknown = await sign(next);
    const several = () => Promise.all([1, 2, 3, 4].map(() => start(unknown)));
    await several();
    vi.advanceTimersByTime(29_999);
    await several();
    expect(server.requests()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await several()).toMatchObject([invalid, invalid, invalid, invalid]);
    await several();
    expect(server.requests()).toBe(2);
  });

  it("leads to no fetch within the cooldown of one that failed either", async () => {
    const { server, start } = await begin(await keysOf(old));
    await start(await sign(old));
    server.answers(down);
    vi.advanceTimersByTime(30_000);
    expect(await start(await sign(next))).toMatchObject(invalid);
    expect(await start(await sign(next))).toMatchObject(invalid);
    expect(server.requests()).toBe(2);
  });
});

describe("a token of another issuer", () => {
  const elsewhere = { iss: "https://other.example" };

  it("is nobody's here, also while the address is down: another authenticator may know it", async () => {
    const { server, start } = await begin(down);
    expect(await start(await sign(next, elsewhere))).toMatchObject(invalid);
    expect(server.requests()).toBe(0);
    expect(await start(await sign(next))).toMatchObject(unavailable);
  });

  it("leads to no fetch, and waits for none, though its key is not known", async () => {
    const { server, start } = await begin(await keysOf(old));
    expect(await start(await sign(old))).toMatchObject(ada);
    vi.advanceTimersByTime(30_000);
    expect(await start(await sign(next, elsewhere))).toMatchObject(invalid);
    expect(server.requests()).toBe(1);
  });
});

const silent: Answer = () => {};
const trickling: Answer = (response) => response.write('{"keys":[');
const endless: Answer = (response) => {
  const write = () => {
    while (response.write(" ".repeat(65_536)));
  };
  response.on("drain", write);
  write();
};

const broken: readonly (readonly [string, Answer])[] = [
  ["is down", down],
  ["says nothing", silent],
  ["does not come to an end", trickling],
  ["sends without end", endless],
  ["sends what is no JSON", garbage("<html>")],
  ["sends what is no key set", garbage('{"keys":7}')],
  ["sends a set without keys", garbage('{"keys":[]}')],
  ["sends nothing", garbage("")],
  ["fails", garbage("{}", 500)],
  ["sends a set of keys with an error", async (response) => response.writeHead(404).end()],
  ["leads elsewhere", (response) => response.writeHead(302, { location: "/other" }).end()],
];

describe.each(broken)("an address of keys that %s", (_what, answer) => {
  const timeoutMs = 250;

  it("is UNAVAILABLE where no key is known, and asked again after the cooldown", async () => {
    const { server, start } = await begin(answer, { timeoutMs });
    const token = await sign(old);
    expect(await start(token)).toMatchObject({ ...unavailable, retryAfterMs: 30_000 });
    vi.advanceTimersByTime(10_000);
    expect(await start(token)).toMatchObject({ ...unavailable, retryAfterMs: 20_000 });
    expect(server.requests()).toBe(1);
    server.answers(await keysOf(old));
    vi.advanceTimersByTime(20_000);
    expect(await start(token)).toMatchObject(ada);
  });

  it("lets the known keys go on, old as they are, and tells of it", async () => {
    const onError = vi.fn();
    const { server, start } = await begin(await keysOf(old), { timeoutMs, onError });
    const token = await sign(old);
    await start(token);
    server.answers(answer);
    vi.advanceTimersByTime(3_600_000);
    expect(await start(token)).toMatchObject(ada);
    expect(await start(token)).toMatchObject(ada);
    expect(server.requests()).toBe(2);
    expect(onError).toHaveBeenCalledOnce();
  });
});

it("makes calls wait for one failed fetch, not for the next", async () => {
  const { server, start } = await begin(await keysOf(old), { timeoutMs: 250 });
  const token = await sign(old);
  await start(token);
  server.answers(down);
  vi.advanceTimersByTime(600_001);
  await start(token);
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  server.answers(async (response) => {
    asked.resolve();
    await answered.promise;
    (await keysOf(next))(response, response.req);
  });
  vi.advanceTimersByTime(30_000);
  expect(await start(token)).toMatchObject(ada);
  await asked.promise;
  answered.resolve();
  // The keys that came meanwhile count from now on.
  await expect.poll(async () => start(await sign(next))).toMatchObject(ada);
});

it("says why in the error's cause, for the log alone", async () => {
  const { start } = await begin(garbage("{}", 500));
  expect(await start(await sign(old))).toMatchObject({
    message: "The keys that tokens are checked with can't be had",
    cause: new Error("The address of the keys answered with status 500"),
  });
});

it("fetches with the function that it is given", async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response("{}", { status: 503 }));
  const jwksUrl = "https://id.example.com/jwks";
  const start = starter({ algorithms: ["ES256"], issuer, audience, jwksUrl, fetch });
  expect(await start(await sign(old))).toMatchObject(unavailable);
  expect(fetch).toHaveBeenCalledExactlyOnceWith(
    jwksUrl,
    expect.objectContaining({ redirect: "manual" }),
  );
});
