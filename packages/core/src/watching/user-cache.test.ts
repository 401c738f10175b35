import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { afterEach, expect, it, vi } from "vitest";
import { WatchUsersResponseSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { ServiceError } from "../rpc/service-error.ts";
import { startBreakingService } from "./breaking-service.fixture.ts";
import { createUserCache } from "./user-cache.ts";

const quick = { firstPauseMs: 1, longestPauseMs: 2 };
/** So long that nothing is tried again within a test. */
const pausing = { firstPauseMs: 600_000, longestPauseMs: 600_000 };

afterEach(() => void vi.useRealTimers());

/** A service with users, and a cache of them that is current. */
async function start(options: Parameters<typeof createUserCache>[1] = {}) {
  const service = startBreakingService();
  const ids = [await service.create("ada@example.com"), await service.create("bob@example.com")];
  const cache = createUserCache(service.users, { ...quick, ...options });
  await cache.ready();
  service.seen.length = 0;
  return { service, cache, ada: ids[0] ?? 0, bob: ids[1] ?? 0 };
}

it("answers by itself what it knows, by id and by email in any spelling", async () => {
  const { cache, service, ada, bob } = await start();
  expect(await cache.get(ada)).toMatchObject({ id: ada, email: "ada@example.com" });
  expect(await cache.getByEmail(" BOB@Example.COM")).toMatchObject({ id: bob });
  expect(cache.size).toBe(2);
  expect([...cache.values()].map(({ id }) => id)).toEqual([ada, bob]);
  expect(service.seen).toEqual([]);
  cache.close();
});

it("follows every change", async () => {
  const { cache, service, ada, bob } = await start();
  await service.users.updateUser({ user: { id: ada, name: "Grace", email: "grace@example.com" } });
  await service.users.deleteUser({ userId: bob });
  const eve = await service.create("bob@example.com");
  await expect.poll(() => [...cache.values()].some(({ id }) => id === eve)).toBe(true);
  service.seen.length = 0;
  const expected = await service.store.get([ada]);
  expect(await cache.get(ada)).toEqual(expected[0]);
  expect(await cache.getByEmail("grace@example.com")).toEqual(expected[0]);
  expect(await cache.getByEmail("bob@example.com")).toMatchObject({ id: eve });
  expect(service.seen).toEqual([]);
  cache.close();
});

it("asks the service for users whom it does not know, and for revisions that it has not", async () => {
  const { cache, service, ada } = await start();
  expect(await cache.get(99)).toBeUndefined();
  expect(await cache.getByEmail("nobody@example.com")).toBeUndefined();
  expect(await cache.get(ada, { atLeastRevision: 1n })).toMatchObject({ revision: 1n });
  expect(service.seen.map(({ method }) => method)).toEqual(["GetUser", "GetUserByEmail"]);
  const { revision } = await service.users.updateUser({ user: { id: ada, name: "Grace" } });
  expect(await cache.get(ada, { atLeastRevision: revision })).toMatchObject({ name: "Grace" });
  cache.close();
});

it("asks the service with its own headers, those of a function as they are then", async () => {
  let token = 0;
  const { cache, service } = await start({
    headers: () => {
      token += 1;
      return { authorization: `Bearer ${token}` };
    },
  });
  await cache.get(99);
  await cache.getByEmail("nobody@example.com");
  expect(service.seen).toEqual([
    { method: "GetUser", authorization: "Bearer 2" },
    { method: "GetUserByEmail", authorization: "Bearer 3" },
  ]);
  cache.close();
});

it("asks the service while it is not sure to have everything, with its errors", async () => {
  const { cache, service, ada } = await start(pausing);
  service.cut();
  await expect.poll(() => cache.isCurrent).toBe(false);
  await service.rename(ada, "Grace");
  expect(await cache.get(ada)).toMatchObject({ name: "Grace" });
  await service.store.close();
  await expect(cache.get(ada)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  cache.close();
});

it("is current again once it has caught up", async () => {
  const interrupted = Promise.withResolvers<unknown>();
  const { cache, service, ada } = await start({ onInterrupted: interrupted.resolve });
  service.cut();
  await interrupted.promise;
  expect(cache.isCurrent).toBe(false);
  await service.rename(ada, "Grace");
  await expect.poll(() => cache.isCurrent).toBe(true);
  service.seen.length = 0;
  expect(await cache.get(ada)).toMatchObject({ name: "Grace" });
  expect(service.seen).toEqual([]);
  cache.close();
});

it("does not answer by itself what may be older than maxStaleMs", async () => {
  const { cache, service, ada } = await start({ maxStaleMs: 2_000 });
  const heard = performance.now();
  const now = vi.spyOn(performance, "now").mockReturnValue(heard + 1_000);
  expect(cache.isCurrent).toBe(true);
  now.mockReturnValue(heard + 2_001);
  expect(cache.isCurrent).toBe(false);
  expect(await cache.get(ada)).toMatchObject({ id: ada });
  expect(service.seen.map(({ method }) => method)).toEqual(["GetUser"]);
  cache.close();
});

/** A cache over a feed that a test writes, with a clock that it owns. Times are in seconds. */
async function follow(feed: (at: (seconds: number) => void) => AsyncGenerator<Event>) {
  const began = performance.now();
  const clock = vi.spyOn(performance, "now").mockReturnValue(began);
  const service = startBreakingService();
  async function* watchUsers() {
    const at = (seconds: number) => void clock.mockReturnValue(began + seconds * 1_000);
    for await (const event of feed(at))
      yield create(WatchUsersResponseSchema, { event, resumeToken: "t" });
    await new Promise(() => {});
  }
  const cache = createUserCache({ ...service.users, watchUsers }, { maxStaleMs: 3_000 });
  await cache.ready();
  return cache;
}

type Event = NonNullable<MessageInitShape<typeof WatchUsersResponseSchema>["event"]>;
const heartbeat: Event = { case: "heartbeat", value: {} };
const createdAt = (id: number, seconds: number): Event => ({
  case: "created",
  value: {
    id,
    email: `${id}@example.com`,
    createdAt: 1_790_000_000n + BigInt(seconds),
    revision: 1n,
  },
});

it("answers by itself under changes without end, while they are fresh", async () => {
  const cache = await follow(async function* (at) {
    yield heartbeat;
    for (let i = 1; i <= 60; i += 1) {
      at(i);
      yield createdAt(i, i);
    }
  });
  await expect.poll(() => cache.size).toBe(60);
  expect(cache.isCurrent).toBe(true);
  cache.close();
});

it("does not answer by itself where changes come without end, and ever later", async () => {
  const cache = await follow(async function* (at) {
    yield heartbeat;
    // Written twice as fast as they come.
    for (let i = 1; i <= 8; i += 1) {
      at(i);
      yield createdAt(i, i / 2 + (i % 2) / 2);
    }
  });
  await expect.poll(() => cache.size).toBe(8);
  expect(cache.isCurrent).toBe(false);
  cache.close();
});

it("reads all users again when the log no longer holds what follows", async () => {
  const interrupted = Promise.withResolvers<unknown>();
  const { cache, service, ada, bob } = await start({ onInterrupted: interrupted.resolve });
  // Not in its log any more when it comes back.
  const back = Promise.withResolvers<void>();
  service.hold(back.promise);
  service.cut();
  await interrupted.promise;
  await service.users.deleteUser({ userId: bob });
  await service.store.prune({ eventsBefore: 99_999_999_999n, requestIdsBefore: 0n });
  back.resolve();
  await expect.poll(() => cache.isCurrent).toBe(true);
  expect([...cache.values()].map(({ id }) => id)).toEqual([ada]);
  cache.close();
});

it("asks the service for everything once it is closed, or its watch ended for good", async () => {
  const { cache, service, ada } = await start();
  cache.close();
  expect(cache.isCurrent).toBe(false);
  expect(await cache.get(ada)).toMatchObject({ id: ada });
  await expect.poll(service.open).toBe(0);
  const denied = new ServiceError("PERMISSION_DENIED", "No");
  service.refuse(denied);
  const onError = vi.fn();
  const other = createUserCache(service.users, { onError });
  await expect(other.ready()).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  expect(onError.mock.calls).toMatchObject([[{ code: "PERMISSION_DENIED" }]]);
  expect(await other.get(ada)).toMatchObject({ id: ada });
});

it("refuses a time that heartbeats can't keep", () => {
  const service = startBreakingService();
  for (const maxStaleMs of [0, 1_999, Number.NaN]) {
    expect(() => createUserCache(service.users, { maxStaleMs })).toThrow(RangeError);
  }
});
