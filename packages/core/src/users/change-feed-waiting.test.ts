import { create } from "@bufbuild/protobuf";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UserSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { createChangeFeed } from "./change-feed.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { UserEvents, UserStore } from "./user-store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

let emails = 0;

async function insert(store: UserStore, count: number): Promise<void> {
  const entries = Array.from({ length: count }, () => {
    emails += 1;
    const email = `user${emails}@example.com`;
    const user = create(UserSchema, { email, name: "N", revision: 1n });
    return { user, emailKey: email, passwordHash: undefined, requestId: undefined };
  });
  await store.insert(entries);
}

/** A feed over a store whose hints are given by hand and whose reads are counted. */
function start(pollIntervalMs = 1_000) {
  const memory = createMemoryStore();
  const state = { reads: 0, hint: () => {}, listening: false };
  const store: UserStore = {
    ...memory,
    events(after, limit) {
      state.reads += 1;
      return memory.events(after, limit);
    },
    onHint(listener) {
      state.hint = listener;
      state.listening = true;
      return () => {
        state.listening = false;
      };
    },
  };
  return { memory, state, feed: createChangeFeed(store, { pollIntervalMs }) };
}

const forever = new AbortController().signal;
const turns = () => vi.advanceTimersByTimeAsync(0);

it("ends a wait with the reason of its signal, before it began or while it goes on", async () => {
  const { feed } = start();
  const subscription = feed.subscribe(1);
  await subscription.wait(forever);
  const gone = AbortSignal.abort("gone");
  await expect(subscription.wait(gone)).rejects.toBe("gone");
  const controller = new AbortController();
  const waiting = subscription.wait(controller.signal);
  controller.abort("left");
  await expect(waiting).rejects.toBe("left");
  subscription.close();
});

it("leaves no listener at the signal of a wait that is over", async () => {
  const { feed, state, memory } = start();
  const subscription = feed.subscribe(1);
  await subscription.wait(forever);
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, "addEventListener");
  const removed = vi.spyOn(signal, "removeEventListener");
  const waiting = subscription.wait(signal);
  await insert(memory, 1);
  state.hint();
  await waiting;
  expect(added).toHaveBeenCalledOnce();
  expect(removed.mock.calls[0]?.slice(0, 2)).toEqual(added.mock.calls[0]?.slice(0, 2));
  subscription.close();
});

it.each([
  [0, 750],
  [0.5, 1_000],
  [0.999_999, 1_249],
])("polls after three quarters to five quarters of the interval: %f", async (random, afterMs) => {
  vi.spyOn(Math, "random").mockReturnValue(random);
  const { feed, state } = start();
  const subscription = feed.subscribe(1);
  await turns();
  const { reads } = state;
  await vi.advanceTimersByTimeAsync(afterMs - 1);
  expect(state.reads).toBe(reads);
  await vi.advanceTimersByTimeAsync(2);
  expect(state.reads).toBe(reads + 1);
  subscription.close();
});

it("polls every second unless it is told otherwise", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  let reads = 0;
  const memory = createMemoryStore();
  const store: UserStore = {
    ...memory,
    events(after, limit) {
      reads += 1;
      return memory.events(after, limit);
    },
  };
  const subscription = createChangeFeed(store).subscribe(1);
  await turns();
  const before = reads;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(reads - before).toBe(3);
  subscription.close();
});

it("reads nothing more, and has no timer, once nobody watches", async () => {
  const { feed, state } = start();
  const subscriptions = [feed.subscribe(1), feed.subscribe(1), feed.subscribe(2)];
  await turns();
  subscriptions[0]?.close();
  subscriptions[0]?.close();
  expect(state.listening).toBe(true);
  subscriptions[1]?.close();
  expect(state.listening).toBe(true);
  subscriptions[2]?.close();
  expect(state.listening).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
  const { reads } = state;
  state.hint();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.reads).toBe(reads);
});

it("has no timer after it was left in the middle of a read", async () => {
  const { feed } = start();
  feed.subscribe(1).close();
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
});

it("begins anew for who comes after everybody had left", async () => {
  const { feed, state, memory } = start(1_000_000);
  feed.subscribe(1).close();
  const subscription = feed.subscribe(1);
  await subscription.wait(forever);
  const waiting = subscription.wait(forever);
  await insert(memory, 1);
  state.hint();
  await waiting;
  subscription.close();
});

it("reads on where one read does not take all changes", async () => {
  const { feed, state, memory } = start(1_000_000);
  const last = feed.subscribe(2_500);
  await last.wait(forever);
  const waiting = last.wait(forever);
  await insert(memory, 2_500);
  const { reads } = state;
  state.hint();
  await waiting;
  await turns();
  expect(state.reads - reads).toBe(3);
  last.close();
});

it("reads once more for all the hints that came while it read", async () => {
  const { feed, state } = start(1_000_000);
  const subscription = feed.subscribe(1);
  await turns();
  const { reads } = state;
  for (let i = 0; i < 10; i += 1) state.hint();
  await turns();
  expect(state.reads - reads).toBe(2);
  subscription.close();
});

it("remembers a change that came between two waits", async () => {
  const { feed, state, memory } = start(1_000_000);
  const subscription = feed.subscribe(1);
  await subscription.wait(forever);
  await insert(memory, 1);
  state.hint();
  await turns();
  await subscription.wait(forever);
  let woken = false;
  void subscription.wait(forever).then(() => {
    woken = true;
  });
  await turns();
  expect(woken).toBe(false);
  subscription.close();
});

it("asks a store that hangs no more, and gives nobody what it then answers, once nobody watches", async () => {
  const memory = createMemoryStore();
  await insert(memory, 1);
  const { promise, resolve } = Promise.withResolvers<UserEvents>();
  const events = vi.fn<UserStore["events"]>(() => promise);
  const feed = createChangeFeed({ ...memory, events });
  const subscription = feed.subscribe(1);
  await turns();
  expect(events).toHaveBeenCalledOnce();
  subscription.close();
  resolve(await memory.events("0", 10));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(events).toHaveBeenCalledOnce();
  // Another has a reader of its own, which begins at the end that the log has now.
  expect(await feed.read("0")).toMatchObject({ kind: "events" });
});

it("asks anew where nobody answers, for as long as somebody watches", async () => {
  const silent = vi.fn<UserStore["head"]>(
    (caller) =>
      new Promise((_, reject) => {
        caller?.signal.addEventListener("abort", () => reject(caller.signal.reason));
      }),
  );
  const feed = createChangeFeed({ ...createMemoryStore(), head: silent });
  const subscription = feed.subscribe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(silent).toHaveBeenCalledTimes(2);
  subscription.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(silent).toHaveBeenCalledTimes(2);
});
