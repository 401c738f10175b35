import { create } from "@bufbuild/protobuf";
import { expect, it, vi } from "vitest";
import { UserSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { createChangeFeed } from "./change-feed.ts";
import { createMemoryStore } from "./memory-store.ts";
import { stepUser } from "./user.ts";
import type { UserStore } from "./user-store.ts";

async function storeWith(count: number): Promise<UserStore> {
  const store = createMemoryStore();
  await store.insert(
    Array.from({ length: count }, (_, i) => ({
      user: create(UserSchema, { email: `u${i}@example.com`, name: "N", revision: 1n }),
      emailKey: `u${i}@example.com`,
      passwordHash: undefined,
      requestId: undefined,
    })),
  );
  return store;
}

async function rename(store: UserStore, id: number, name: string): Promise<void> {
  const [user] = await store.get([id]);
  if (user === undefined) throw new Error("no such user");
  const { next, updates } = stepUser(user, { name }, 1n);
  const change = { next, updates, emailKey: user.email, expectedRevision: user.revision };
  expect(await store.replace(change)).toBe("applied");
}

const forever = new AbortController().signal;

it("wakes the watchers of the user that changed and no others, with one reader for all", async () => {
  const store = await storeWith(1_000);
  let reads = 0;
  const counting: UserStore = {
    ...store,
    events(after, limit) {
      reads += 1;
      return store.events(after, limit);
    },
  };
  const feed = createChangeFeed(counting);
  const subscriptions = Array.from({ length: 1_000 }, (_, i) => feed.subscribe(i + 1));
  // What was known before the feed had its position is anybody's: one wake-up for each.
  await Promise.all(subscriptions.map((each) => each.wait(forever)));
  const before = reads;
  const woken: number[] = [];
  for (const [i, each] of subscriptions.entries())
    void each.wait(forever).then(() => woken.push(i + 1));
  await rename(store, 7, "Changed");
  await expect.poll(() => woken).toEqual([7]);
  expect(reads - before).toBeLessThanOrEqual(2);
  for (const each of subscriptions) each.close();
});

it("makes up for hints that never come by reading now and then", async () => {
  const store = await storeWith(1);
  const feed = createChangeFeed({ ...store, onHint: () => () => {} }, { pollIntervalMs: 5 });
  const subscription = feed.subscribe(1);
  await subscription.wait(forever);
  await rename(store, 1, "Changed");
  await subscription.wait(forever);
  subscription.close();
});

it("goes on after its store has failed", async () => {
  const store = await storeWith(1);
  let failures = 3;
  const failing: UserStore = {
    ...store,
    async events(after, limit) {
      failures -= 1;
      if (failures > 0) throw new Error("out of reach");
      return store.events(after, limit);
    },
  };
  const feed = createChangeFeed(failing, { pollIntervalMs: 5 });
  const subscription = feed.subscribe(1);
  await subscription.wait(forever);
  await rename(store, 1, "Changed");
  await subscription.wait(forever);
  subscription.close();
});

it("wakes everybody when the log was pruned past its position", async () => {
  const store = await storeWith(2);
  let hint = () => {};
  const late: UserStore = {
    ...store,
    onHint(listener) {
      hint = listener;
      return () => {};
    },
  };
  const feed = createChangeFeed(late, { pollIntervalMs: 60_000 });
  const subscription = feed.subscribe(2);
  await subscription.wait(forever);
  await rename(store, 1, "Unseen");
  await store.prune({ eventsBefore: 1_000n, requestIdsBefore: 0n });
  hint();
  await subscription.wait(forever);
  subscription.close();
});

it("listens to the store only while somebody watches", async () => {
  const store = await storeWith(1);
  let listeners = 0;
  const counting: UserStore = {
    ...store,
    onHint(listener) {
      listeners += 1;
      const stop = store.onHint(listener);
      return () => {
        listeners -= 1;
        stop();
      };
    },
  };
  const feed = createChangeFeed(counting);
  const subscriptions = [feed.subscribe(1), feed.subscribe(1)];
  expect(listeners).toBe(1);
  for (const each of subscriptions) each.close();
  expect(listeners).toBe(0);
});

it("gives each watcher a timer of its own where timers end with their request", async () => {
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  vi.useFakeTimers();
  const silent: UserStore = { ...(await storeWith(1)), onHint: () => () => {} };
  const feed = createChangeFeed(silent, { pollIntervalMs: 100 });
  const [first, second] = [feed.subscribe(1), feed.subscribe(1)];
  const leaving = new AbortController();
  const left = first.wait(leaving.signal);
  const woken = second.wait(forever);
  expect(vi.getTimerCount()).toBe(2);
  leaving.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  first.close();
  await vi.advanceTimersByTimeAsync(100);
  await woken;
  second.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("wakes each watcher by hints too where timers end with their request", async () => {
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  const store = await storeWith(2);
  const feed = createChangeFeed(store, { pollIntervalMs: 60_000 });
  const [early, late] = [feed.subscribe(1), feed.subscribe(2)];
  const waiting = early.wait(forever);
  await rename(store, 1, "Grace");
  await waiting;
  // Came before it waited.
  await late.wait(forever);
  early.close();
  late.close();
  vi.unstubAllGlobals();
});
