import { type Client, isServiceError, type User, type UserService } from "@org/user-core";
import { requestId, type WalkedCall, type Walker } from "./walked-call.ts";

export const watchUserUpdatesCalls: readonly WalkedCall[] = [
  {
    name: "WatchUserUpdates from now on",
    commits: 0,
    again: undefined,
    needsEarlyHeaders: true,
    // The feed asks again by itself.
    survives: ["head", "events"],
    async run(walker) {
      const { users, ada, options } = walker;
      let first = Promise.resolve();
      let over = false;
      const onHeaders = () => {
        if (!over) first = changeAfter(ada.revision, walker);
      };
      try {
        await seeUpdates(
          walker,
          users.watchUserUpdates({ userId: ada.id }, { ...options, onHeaders }),
          () => first,
        );
      } finally {
        over = true;
        await first;
      }
    },
  },
  {
    name: "WatchUserUpdates from a revision",
    commits: 0,
    again: "same",
    survives: ["head", "events"],
    async run(walker) {
      const { users, ada, options } = walker;
      await seeUpdates(
        walker,
        users.watchUserUpdates({ userId: ada.id, afterRevision: 1n }, options),
      );
    },
  },
];

/** Makes the next change when the last one has been seen, until the user is deleted. */
async function seeUpdates(
  walker: Walker,
  updates: ReturnType<Walker["users"]["watchUserUpdates"]>,
  before = () => Promise.resolve(),
): Promise<void> {
  for await (const update of updates) {
    walker.see(update);
    await before();
    await changeAfter(update.revision, walker);
  }
}

type Change = (users: Client<typeof UserService>, user: User, revision: bigint) => Promise<unknown>;

const changes: readonly Change[] = [
  (users, { id }, expectedRevision) =>
    users.updateUser({ user: { id, name: "Countess" }, expectedRevision }),
  (users, { id }, expectedRevision) =>
    users.updateUser({
      user: { id, isActive: false },
      updateMask: { paths: ["is_active"] },
      expectedRevision,
    }),
  (users, { id: userId }, expectedRevision) => users.deleteUser({ userId, expectedRevision }),
];

/** Makes the change of Ada that follows a revision, unless it was made in an earlier watch; the last deletes her. */
export async function changeAfter(revision: bigint, { directly, ada }: Walker): Promise<void> {
  try {
    await changes[Number(revision - ada.revision)]?.(directly, ada, revision);
  } catch (error) {
    const isMade = isServiceError(error) && ["ABORTED", "NOT_FOUND"].includes(error.code);
    if (!isMade) throw error;
  }
}

export const batchCreateUsersCalls: readonly WalkedCall[] = [
  {
    name: "BatchCreateUsers in three chunks",
    commits: 3,
    again: "same",
    async run({ users, ada, options, requests, see }) {
      const groups = [
        [entry(1)],
        [
          entry(2),
          { email: "nowhere", name: "Bad" },
          { email: ada.email, name: "Taken" },
          entry(3),
        ],
        [entry(4), { ...entry(5), password: "correct horse battery" }],
      ];
      see(await users.batchCreateUsers(requests("insert", groups), options));
    },
  },
  {
    name: "BatchCreateUsers sent again",
    commits: 2,
    again: "same",
    async run({ users, directly, options, requests, see }) {
      await directly.createUser(entry(1));
      await directly.createUser(entry(2));
      const groups = [[entry(1)], [entry(2), entry(3)]];
      see(await users.batchCreateUsers(requests("insert", groups), options));
    },
  },
];

function entry(n: number) {
  return { email: `entry${n}@example.com`, name: `Entry ${n}`, requestId: requestId(n) };
}

export const syncUsersCalls: readonly WalkedCall[] = [
  {
    name: "SyncUsers in three batches",
    commits: 0,
    again: "same",
    async run({ users, ada, grace, options, requests, see }) {
      const unknown = ada.id + 1_000;
      const groups = [[ada.id], [grace.id, unknown, ada.id], [ada.id, grace.id]];
      const asked = groups.map((ids) => ids.map((userId) => ({ userId })));
      for await (const user of users.syncUsers(requests("get", asked), options)) see(user);
    },
  },
];
