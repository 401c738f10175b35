import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { UserSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { type ChangeFeed, createChangeFeed } from "./change-feed.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { LogPosition, UserStore } from "./user-store.ts";

const forever = new AbortController().signal;

/** A memory store whose reads of the log are counted, may fail, and which inserts users by number. */
function start() {
  const memory = createMemoryStore();
  const state = { reads: 0, failures: 0, hint: () => {}, count: 0 };
  const store: UserStore = {
    ...memory,
    async events(after, limit) {
      state.reads += 1;
      state.failures -= 1;
      if (state.failures >= 0) throw new Error("out of reach");
      return memory.events(after, limit);
    },
    onHint(listener) {
      state.hint = listener;
      return memory.onHint(listener);
    },
  };
  const insert = async (count: number) => {
    const entries = Array.from({ length: count }, () => {
      state.count += 1;
      const email = `user${state.count}@example.com`;
      const user = create(UserSchema, { email, name: "N", revision: 1n });
      return { user, emailKey: email, passwordHash: undefined, requestId: undefined };
    });
    await memory.insert(entries);
  };
  return { memory, store, state, insert };
}

/** Reads on as a watch does, until it has seen so many events. */
async function follow(feed: ChangeFeed, from: LogPosition, count: number): Promise<number[]> {
  const subscription = feed.subscribe("everybody");
  const seen: number[] = [];
  let position = from;
  while (seen.length < count) {
    const page = await feed.read(position).catch(() => undefined);
    if (page?.kind === "expired" || page?.kind === "ahead") throw new Error(page.kind);
    seen.push(...(page?.events ?? []).map(({ userId }) => userId));
    position = page?.position ?? position;
    if (page?.events.length === 0) await subscription.wait(forever);
  }
  subscription.close();
  return seen;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it("makes one read of the store do for a thousand watchers", async () => {
  const { store, state, insert } = start();
  const feed = createChangeFeed(store, { pollIntervalMs: 60_000 });
  const watchers = Array.from({ length: 1_000 }, () => feed.subscribe("everybody"));
  // What was known before the feed had its position is anybody's: one wake-up for each.
  await Promise.all(watchers.map((each) => each.wait(forever)));
  await feed.catchUp();
  const { reads } = state;
  const position = await store.head();
  await insert(3);
  await Promise.all(watchers.map((each) => each.wait(forever)));
  const pages = await Promise.all(watchers.map(() => feed.read(position)));
  for (const page of pages) expect(page).toMatchObject({ events: [{}, {}, {}], position: "3" });
  // Nothing after it is known, too.
  await Promise.all(watchers.map(() => feed.read("3")));
  expect(state.reads - reads).toBe(1);
  for (const each of watchers) each.close();
});

it("misses nothing, and says what it can't give, when its reader has lost its place", async () => {
  const { memory, store, state, insert } = start();
  let isSilent = false;
  const late: UserStore = {
    ...store,
    onHint: (listener) => store.onHint(() => void (isSilent || listener())),
  };
  const feed = createChangeFeed(late, { pollIntervalMs: 60_000 });
  const subscription = feed.subscribe("everybody");
  await subscription.wait(forever);
  await insert(2);
  await subscription.wait(forever);
  expect(await feed.read("2")).toMatchObject({ kind: "events", events: [] });
  isSilent = true;
  await insert(2);
  await memory.prune({ eventsBefore: 1_000n, requestIdsBefore: 0n });
  isSilent = false;
  state.hint();
  await subscription.wait(forever);
  expect(await feed.read("2"), "never that nothing follows").toEqual({ kind: "expired" });
  await insert(1);
  await subscription.wait(forever);
  expect(await feed.read("4")).toMatchObject({ events: [{ userId: 5 }], position: "5" });
  subscription.close();
});

it("misses nothing when the store fails in between", async () => {
  const { store, state, insert } = start();
  const feed = createChangeFeed(store, { pollIntervalMs: 5 });
  const following = follow(feed, "0", 30);
  for (let i = 0; i < 10; i += 1) {
    state.failures = i % 4;
    await insert(3);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await following).toEqual(upTo(30));
});

it("misses nothing where a watcher lags behind what is kept in memory", async () => {
  const { store, insert } = start();
  const feed = createChangeFeed(store, { pollIntervalMs: 60_000 });
  const close = follow(feed, "0", 6_000);
  for (let i = 0; i < 60; i += 1) {
    await insert(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const lagging = follow(feed, "0", 6_000);
  expect(await close).toEqual(upTo(6_000));
  expect(await lagging).toEqual(upTo(6_000));
});

it("fails who waits for the log to be read to its end where the store does", async () => {
  const { store, state } = start();
  const feed = createChangeFeed(store, { pollIntervalMs: 60_000 });
  const subscription = feed.subscribe("everybody");
  await feed.catchUp();
  state.failures = 1;
  await expect(feed.catchUp()).rejects.toThrow("out of reach");
  await feed.catchUp();
  subscription.close();
});

it("does not ask for ever where the log can't go on from its own end", async () => {
  const { store } = start();
  let reads = 0;
  const broken: UserStore = {
    ...store,
    async events() {
      reads += 1;
      return { kind: "ahead" };
    },
  };
  const feed = createChangeFeed(broken, { pollIntervalMs: 60_000 });
  const subscription = feed.subscribe("everybody");
  await expect(feed.catchUp()).rejects.toThrow("broke its promise");
  // Two of the first reading, two of the one that was asked for.
  expect(reads).toBe(4);
  subscription.close();
});

it("reads a quiet log once for all who ask for its end, and the store for none of them", async () => {
  const memory = createMemoryStore();
  let reads = 0;
  const store: UserStore = {
    ...memory,
    events(after, limit) {
      reads += 1;
      return memory.events(after, limit);
    },
  };
  const feed = createChangeFeed(store, { pollIntervalMs: 600_000 });
  const subscriptions = Array.from({ length: 100 }, () => feed.subscribe("everybody"));
  await feed.catchUp();
  const head = await memory.head();
  const before = reads;
  await Promise.all(subscriptions.map(() => feed.catchUp()));
  expect(reads - before).toBeLessThanOrEqual(2);
  const caughtUp = reads;
  for (const _ of subscriptions) expect(await feed.read(head)).toMatchObject({ events: [] });
  expect(reads).toBe(caughtUp);
  for (const each of subscriptions) each.close();
});
