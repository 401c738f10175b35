import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type User,
  UserSchema,
  UserService,
  UserUpdateSchema,
  type WatchUsersResponse,
} from "../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createContained } from "./present-users.ts";
import { createUserService } from "./user-service.ts";
import type { UserEvent, UserStore } from "./user-store.ts";

const rarely = { seconds: 3_600n };

/** A service of so many users, and writes to it by number. */
async function start(count: number) {
  const store = createMemoryStore();
  const { services } = createUserService({ store });
  const users = createInProcessClient(UserService, services);
  let emails = 0;
  const addUser = () => {
    emails += 1;
    return users.createUser({ email: `user${emails}@example.com`, name: "N" });
  };
  for (let i = 0; i < count; i += 1) await addUser();
  const withSomebody = async (place: number, write: (user: User) => Promise<unknown>) => {
    const [user] = await store.list({ offset: place % (await store.count()), limit: 1 });
    if (user) await write(user);
  };
  const writes = {
    add: addUser,
    rename: (place: number) =>
      withSomebody(place, ({ id, name }) => users.updateUser({ user: { id, name: `${name}'` } })),
    changeTwice: (place: number) =>
      withSomebody(place, ({ id, name, isActive }) => {
        const user = { id, name: `${name}'`, isActive: !isActive };
        return users.updateUser({ user, updateMask: { paths: ["name", "is_active"] } });
      }),
    remove: (place: number) =>
      withSomebody(place, ({ id: userId }) => users.deleteUser({ userId })),
  };
  return { store, users, writes };
}

/** By id, the revision a watch has led to. Fails at a message that can't follow those before. */
function createRevisions() {
  const revisions = new Map<number, bigint>();
  return {
    revisions,
    apply({ event }: WatchUsersResponse): void {
      if (event.case === "existing" || event.case === "created") {
        expect(revisions.has(event.value.id), "nobody is told twice").toBe(false);
        revisions.set(event.value.id, event.value.revision);
      } else if (event.case === "updated") {
        const { userId, revision } = event.value;
        expect(revision, "the next revision").toBe((revisions.get(userId) ?? -1n) + 1n);
        revisions.set(userId, revision);
      } else if (event.case === "deletedId") {
        expect(revisions.delete(event.value), "was told before").toBe(true);
      }
    },
  };
}

const step = fc.record({
  read: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(498, 500), fc.nat({ max: 600 })),
  isLeft: fc.boolean(),
  writes: fc.array(
    fc.tuple(
      fc.constantFrom("add", "rename", "changeTwice", "remove"),
      fc.oneof(fc.nat({ max: 1_200 }), fc.nat({ max: 5 })),
    ),
    { maxLength: 4 },
  ),
});

it("leads to exactly the users that there are, wherever it is left and resumed and whatever is written meanwhile", async () => {
  const counts = fc.constantFrom(3, 499, 500, 501, 1_000, 1_200);
  await fc.assert(
    fc.asyncProperty(counts, fc.array(step, { maxLength: 12 }), async (count, steps) => {
      const { store, users, writes } = await start(count);
      const copy = createRevisions();
      let resumeToken = "";
      let isCaughtUp = false;
      const open = () => {
        isCaughtUp = false;
        const request = { resumeToken, includeExisting: true, heartbeatInterval: rarely };
        return users.watchUsers(request)[Symbol.asyncIterator]();
      };
      let watch = open();
      const read = async (): Promise<WatchUsersResponse["event"]> => {
        const { done, value } = await watch.next();
        if (done) throw new Error("the watch has ended");
        copy.apply(value);
        ({ resumeToken } = value);
        isCaughtUp ||= value.event.case === "heartbeat";
        return value.event;
      };
      for (const { read: some, isLeft, writes: changes } of steps) {
        for (let i = 0; i < some && !isCaughtUp; i += 1) await read();
        for (const [what, place] of changes) await writes[what](place);
        if (!isLeft) continue;
        await watch.return?.();
        watch = open();
      }
      while (!isCaughtUp) await read();
      const { id } = await writes.add();
      for (let isLast = false; !isLast; ) {
        const event = await read();
        isLast = event.case === "created" && event.value.id === id;
      }
      await watch.return?.();
      const present = await store.list({ afterId: 0, limit: 10_000 });
      expect([...copy.revisions].toSorted(([a], [b]) => a - b)).toEqual(
        present.map((user) => [user.id, user.revision]),
      );
    }),
    { numRuns: 40 },
  );
}, 60_000);

const created = (userId: number): UserEvent => {
  const user = create(UserSchema, { id: userId, revision: 1n });
  return { kind: "created", userId, user, position: "1" };
};
const updated = (userId: number, revision: bigint): UserEvent => {
  const update = create(UserUpdateSchema, { userId, revision });
  return { kind: "updated", userId, update, position: "1" };
};

it("knows the changes that a page of users was ahead of its position by, up to the last of each", () => {
  const contained = createContained();
  expect(contained.has(created(1))).toBe(false);
  contained.add(
    new Map([
      [1, 3n],
      [2, 1n],
    ]),
  );
  expect([created(1), updated(1, 2n), created(3)].map(contained.has)).toEqual([true, true, false]);
  expect([updated(1, 3n), created(2), updated(1, 4n)].map(contained.has)).toEqual([
    true,
    true,
    false,
  ]);
});

it("knows nothing of what came after that page", () => {
  const contained = createContained();
  contained.add(new Map([[1, 2n]]));
  expect(contained.has(updated(1, 3n))).toBe(false);
});

it("forgets each of them at the last of its changes", () => {
  const contained = createContained();
  contained.add(new Map([[1, 2n]]));
  expect(contained.has(updated(1, 2n))).toBe(true);
  // Could be told no more, were it remembered.
  expect(contained.has(updated(1, 2n))).toBe(false);
});

it("tells nothing again that a page knew before the log, as in a store whose log follows after a moment", async () => {
  const memory = createMemoryStore();
  // What the log shows so far.
  let shown = Promise.resolve("0");
  const store: UserStore = {
    ...memory,
    head: () => shown,
    async events(after, limit) {
      const page = await memory.events(after, limit);
      if (page.kind !== "events") return page;
      const end = Number(await shown);
      const events = page.events.filter(({ position }) => Number(position) <= end);
      return { kind: "events", events, position: events.at(-1)?.position ?? after };
    },
    async snapshot(afterId, limit) {
      const { users } = await memory.snapshot(afterId, limit);
      const position = await shown;
      const later = await memory.events(position, 1_000);
      const ahead = later.kind === "events" ? later.events.map(revisionOf) : [];
      return { users, position, ahead: new Map(ahead) };
    },
  };
  const { services } = createUserService({ store });
  const users = createInProcessClient(UserService, services);
  const add = (name: string) => users.createUser({ email: `${name}@example.com`, name });
  const ada = await add("ada");
  shown = memory.head();
  await users.updateUser({ user: { id: ada.id, name: "Countess" } });
  const grace = await add("grace");
  const hedy = await add("hedy");
  await users.deleteUser({ userId: hedy.id });
  const copy = createRevisions();
  const watch = users.watchUsers({ includeExisting: true, heartbeatInterval: rarely });
  for await (const message of watch) {
    copy.apply(message);
    if (message.event.case === "heartbeat") {
      await users.updateUser({ user: { id: grace.id, name: "Amazing" } });
      shown = memory.head();
    }
    if (message.event.case === "updated") break;
  }
  expect([...copy.revisions]).toEqual([
    [ada.id, 2n],
    [grace.id, 2n],
  ]);
});

function revisionOf(event: UserEvent): [number, bigint] {
  return [event.userId, event.kind === "created" ? event.user.revision : event.update.revision];
}
