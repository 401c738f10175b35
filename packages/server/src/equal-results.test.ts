import { type DescMessage, type Message, toJson } from "@bufbuild/protobuf";
import { EmptySchema } from "@bufbuild/protobuf/wkt";
import {
  BatchCreateUsersResponseSchema,
  type Client,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  isServiceError,
  ListUsersResponseSchema,
  UserSchema,
  UserService,
  UserUpdateSchema,
  type WatchUsersResponse,
  WatchUsersResponseSchema,
} from "@org/user-core";
import { collect, streamOf } from "@org/user-testing";
import {
  anyCreateUserRequest,
  anyGetUserByEmailRequest,
  anyGetUserRequest,
  anyListUsersRequest,
  anyUpdateUserRequest,
  createUserRequest,
  deleteUserRequest,
  getUserRequest,
  updateUserRequest,
} from "@org/user-testing/arbitraries";
import fc from "fast-check";
import { expect, it } from "vitest";
import { fetchWays, type Reached, type Way, ways } from "./ways.fixture.ts";

const { PROPERTY_RUNS = "20" } = process.env;

type Users = Client<typeof UserService>;
/** A call, and what it came to as plain data. */
type Step = (users: Users) => Promise<unknown>;

/** What a call gives or fails with, all that its caller can see of it. */
async function outcomeOf<M extends Message>(
  schema: DescMessage & { readonly typeName: M["$typeName"] },
  call: Promise<M | M[]>,
): Promise<unknown> {
  try {
    const answer = await call;
    const messages: readonly Message[] = Array.isArray(answer) ? answer : [answer];
    return messages.map((message) => toJson(schema, message));
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { code, message, reason, domain, metadata, fieldViolations, retryAfterMs } = error;
    return { code, message, reason, domain, metadata, fieldViolations, retryAfterMs };
  }
}

const userIds = fc.integer({ min: 1, max: 6 });

/** Few emails, most of them taken. */
const rivals = fc.record({
  email: fc.constantFrom("ada@example.com", "ADA@example.com", "dan@example.com"),
  name: fc.constantFrom("Ada", "Bob"),
});

const createRequests = fc.oneof(
  { arbitrary: rivals, weight: 4 },
  createUserRequest(),
  anyCreateUserRequest(),
);

const unary: fc.Arbitrary<Step>[] = [
  createRequests.map((request) => (users) => outcomeOf(UserSchema, users.createUser(request))),
  fc
    .oneof(getUserRequest({ userIds }), anyGetUserRequest())
    .map((request) => (users) => outcomeOf(UserSchema, users.getUser(request))),
  anyGetUserByEmailRequest().map(
    (request) => (users) => outcomeOf(UserSchema, users.getUserByEmail(request)),
  ),
  anyListUsersRequest().map(
    (request) => (users) => outcomeOf(ListUsersResponseSchema, users.listUsers(request)),
  ),
  fc
    .oneof(updateUserRequest({ userIds }), anyUpdateUserRequest())
    .map((request) => (users) => outcomeOf(UserSchema, users.updateUser(request))),
  fc
    .record({ id: userIds, rival: rivals, expectedRevision: fc.bigInt({ min: 1n, max: 3n }) })
    .map(({ id, rival, expectedRevision }) => (users) => {
      const request = { user: { id, ...rival }, expectedRevision };
      return outcomeOf(UserSchema, users.updateUser(request));
    }),
  deleteUserRequest({ userIds }).map(
    (request) => (users) => outcomeOf(EmptySchema, users.deleteUser(request)),
  ),
  // Of a user who is deleted the log has an end.
  userIds.map((userId) => async (users) => {
    const deleted = await outcomeOf(EmptySchema, users.deleteUser({ userId }));
    const updates = collect(users.watchUserUpdates({ userId, afterRevision: 1n }));
    return [deleted, await outcomeOf(UserUpdateSchema, updates)];
  }),
];

/** What a watch of all users tells until it has caught up with the log. */
async function untilCaughtUp(users: Users, resumeToken: string): Promise<WatchUsersResponse[]> {
  const heartbeatInterval = { seconds: 3_600n };
  const request = { includeExisting: true, resumeToken, heartbeatInterval };
  const seen: WatchUsersResponse[] = [];
  for await (const message of users.watchUsers(request)) {
    seen.push(message);
    if (message.event.case === "heartbeat") break;
  }
  return seen;
}

/** The existing users; after a change, what follows one of their tokens; a token that is none. */
const watchOfAll: fc.Arbitrary<Step> = fc
  .record({ place: fc.nat({ max: 6 }), id: userIds, name: fc.constantFrom("Ada", "Bob", "Eve") })
  .map(({ place, id, name }) => async (users) => {
    const existing = await untilCaughtUp(users, "");
    const updated = await outcomeOf(UserSchema, users.updateUser({ user: { id, name } }));
    const token = existing[place % existing.length]?.resumeToken ?? "";
    // The secrets of these stores are the same, and so are their tokens.
    const told = [
      Promise.resolve(existing),
      untilCaughtUp(users, token),
      untilCaughtUp(users, `${token}A`),
    ];
    const outcomes = told.map((each) => outcomeOf(WatchUsersResponseSchema, each));
    return [updated, await Promise.all(outcomes)];
  });

const streams: fc.Arbitrary<Step>[] = [
  watchOfAll,
  fc
    .array(createRequests, { maxLength: 5 })
    .map(
      (requests) => (users) =>
        outcomeOf(BatchCreateUsersResponseSchema, users.batchCreateUsers(streamOf(...requests))),
    ),
  fc
    .array(getUserRequest({ userIds }), { maxLength: 10 })
    .map(
      (requests) => (users) =>
        outcomeOf(UserSchema, collect(users.syncUsers(streamOf(...requests)))),
    ),
];

/** Services in the same state, each at the end of a way of its own. */
async function reachAll(all: Readonly<Record<string, Way>>): Promise<[string, Reached][]> {
  return Promise.all(
    Object.entries(all).map(async ([name, way]): Promise<[string, Reached]> => {
      const secret = new Uint8Array(32);
      const store = { ...createMemoryStore(), secret: async () => secret };
      // Not about passwords: quick, and the same each time.
      const hasher = {
        hash: async (password: string) => `$plain$${password.length}`,
        verify: async (password: string, hash: string) => hash === `$plain$${password.length}`,
      };
      const { services } = createUserService({ store, hasher, now: () => 1_790_000_000_000 });
      const users = createInProcessClient(UserService, services);
      for (const seed of ["Ada", "Bob", "Cleo"]) {
        await users.createUser({ email: `${seed}@example.com`, name: seed });
      }
      return [name, await way(services)];
    }),
  );
}

async function expectEqualResults(
  all: Readonly<Record<string, Way>>,
  step: fc.Arbitrary<Step>,
): Promise<void> {
  const property = fc.asyncProperty(
    fc.array(step, { maxLength: 12, size: "max" }),
    async (steps) => {
      await using stack = new AsyncDisposableStack();
      const reached = await reachAll({ "in process": ways["in process"] as Way, ...all });
      for (const [, each] of reached) stack.use(each);
      for (const next of steps) {
        const outcomes = await Promise.all(reached.map(([, { users }]) => next(users)));
        for (const [i, [name]] of reached.entries()) expect(outcomes[i], name).toEqual(outcomes[0]);
      }
    },
  );
  await fc.assert(property, { numRuns: Number(PROPERTY_RUNS) });
}

it("has equal results over every transport, protocol, codec and HTTP version", async () => {
  await expectEqualResults(ways, fc.oneof(...unary, ...streams));
});

it("has equal results on the fetch API", async () => {
  await expectEqualResults(fetchWays, fc.oneof(...unary, watchOfAll));
});
