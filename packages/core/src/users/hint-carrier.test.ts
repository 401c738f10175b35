import { create } from "@bufbuild/protobuf";
import { expect, it, vi } from "vitest";
import { UserSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { type HintCarrier, withHints } from "./hint-carrier.ts";
import { createMemoryStore } from "./memory-store.ts";
import { stepUser } from "./user.ts";
import type { NewUser, UserStore } from "./user-store.ts";

/** A carrier whose hints from others are given by hand. */
function handCarrier() {
  const listeners = new Set<() => void>();
  const carrier = {
    send: vi.fn(),
    onHint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: vi.fn(async () => {}),
  } satisfies HintCarrier;
  const hint = () => {
    for (const listener of listeners) listener();
  };
  return { carrier, hint, listeners };
}

function newUser(email: string, requestId?: string): NewUser {
  const user = create(UserSchema, { email, name: "Ada", revision: 1n });
  return { user, emailKey: email, passwordHash: undefined, requestId };
}

/** A change of the first user's name, as of this revision. */
async function rename(store: UserStore, expectedRevision: bigint) {
  const [user] = await store.get([1]);
  if (user === undefined) throw new Error("no such user");
  const { next, updates } = stepUser(user, { name: "Grace" }, 1n);
  return store.replace({ next, updates, emailKey: user.email, expectedRevision });
}

function removal(revision: bigint) {
  const { updates } = stepUser(newUser("ada@example.com").user, { name: "" }, 1n);
  const [update] = updates;
  if (update === undefined) throw new Error("nothing changed");
  return { ...update, revision };
}

it("sends a hint for each acknowledged write that appended events", async () => {
  const { carrier } = handCarrier();
  const store = withHints(createMemoryStore(), carrier);
  await store.insert([newUser("ada@example.com"), newUser("ada@example.com")]);
  expect(carrier.send).toHaveBeenCalledTimes(1);
  expect(await rename(store, 1n)).toBe("applied");
  expect(carrier.send).toHaveBeenCalledTimes(2);
  expect(await store.remove(1, 2n, removal(3n))).toBe(true);
  expect(carrier.send).toHaveBeenCalledTimes(3);
});

it("sends none for a write that did nothing", async () => {
  const { carrier } = handCarrier();
  const store = withHints(createMemoryStore(), carrier);
  const requestId = "00000000-0000-4000-8000-000000000001";
  await store.insert([newUser("ada@example.com", requestId)]);
  carrier.send.mockClear();
  await store.insert([]);
  const outcomes = await store.insert([
    newUser("ada@example.com"),
    newUser("ada@example.com", requestId),
  ]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["email_taken", "replayed"]);
  expect(await rename(store, 7n)).toBe("revision_mismatch");
  expect(await store.remove(1, 7n, removal(8n))).toBe(false);
  await store.close();
  await expect(store.insert([newUser("grace@example.com")])).rejects.toThrow("closed");
  expect(carrier.send).not.toHaveBeenCalled();
});

it("sends the hint once the write can be read, not before", async () => {
  const { carrier } = handCarrier();
  const memory = createMemoryStore();
  const committed = Promise.withResolvers<void>();
  const slow: UserStore = {
    ...memory,
    insert: (entries) => committed.promise.then(() => memory.insert(entries)),
  };
  const counts: Promise<number>[] = [];
  carrier.send.mockImplementation(() => counts.push(memory.count()));
  const writing = withHints(slow, carrier).insert([newUser("ada@example.com")]);
  expect(counts).toHaveLength(0);
  committed.resolve();
  await writing;
  expect(await Promise.all(counts)).toEqual([1]);
});

it("acknowledges a write whose carrier throws", async () => {
  const { carrier } = handCarrier();
  carrier.send.mockImplementation(() => {
    throw new Error("no connection");
  });
  const store = withHints(createMemoryStore(), carrier);
  expect(await store.insert([newUser("ada@example.com")])).toHaveLength(1);
  expect(await rename(store, 1n)).toBe("applied");
  expect(await store.remove(1, 2n, removal(3n))).toBe(true);
});

it("calls back for the store's own hints and for those of others, until it is stopped", async () => {
  const { carrier, hint, listeners } = handCarrier();
  const store = withHints(createMemoryStore(), carrier);
  const listener = vi.fn();
  const stop = store.onHint(listener);
  await store.insert([newUser("ada@example.com")]);
  expect(listener).toHaveBeenCalledTimes(1);
  hint();
  expect(listener).toHaveBeenCalledTimes(2);
  stop();
  stop();
  hint();
  await store.insert([newUser("grace@example.com")]);
  expect(listener).toHaveBeenCalledTimes(2);
  expect(listeners.size).toBe(0);
});

it("leaves the carrier open when it closes, and listens no more", async () => {
  const { carrier, hint, listeners } = handCarrier();
  const store = withHints(createMemoryStore(), carrier);
  const another = withHints(createMemoryStore(), carrier);
  const [closed, open] = [vi.fn(), vi.fn()];
  store.onHint(closed);
  another.onHint(open);
  await store.close();
  hint();
  expect(closed).not.toHaveBeenCalled();
  expect(open).toHaveBeenCalledTimes(1);
  expect(listeners.size).toBe(1);
  expect(carrier.close).not.toHaveBeenCalled();
});

/** What neither tells nor listens. */
const passedOn = [
  ...(["get", "getByEmail", "credentials", "list", "count", "findRequest", "replaceHash"] as const),
  ...([
    "userUpdates",
    "events",
    "head",
    "snapshot",
    "prune",
    "secret",
    "migrate",
    "check",
  ] as const),
];

it.each(passedOn)(
  "passes %s on with all that it is given, and gives what it answers",
  async (name) => {
    const answer = {};
    const method = vi.fn(async () => answer);
    const { carrier } = handCarrier();
    const store = withHints({ ...createMemoryStore(), [name]: method }, carrier);
    const given = [{}, {}, {}, {}].slice(0, store[name].length);
    expect(await Reflect.apply(store[name], store, given)).toBe(answer);
    expect(method).toHaveBeenCalledExactlyOnceWith(...given);
    expect(carrier.send).not.toHaveBeenCalled();
  },
);

it("stops each listener once, by its own stop or with the store", async () => {
  const stop = vi.fn();
  const { carrier } = handCarrier();
  const store = withHints({ ...createMemoryStore(), onHint: () => stop }, carrier);
  store.onHint(() => {})();
  expect(stop).toHaveBeenCalledOnce();
  store.onHint(() => {});
  await store.close();
  expect(stop).toHaveBeenCalledTimes(2);
});
