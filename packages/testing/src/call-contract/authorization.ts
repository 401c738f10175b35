import { create, isMessage } from "@bufbuild/protobuf";
import {
  authenticate,
  authorize,
  BatchCreateUsersResponseSchema,
  type Call,
  type GetUserRequest,
  GetUserRequestSchema,
  type Middleware,
  requireScopes,
  ServiceError,
  UserSchema,
  UserUpdateSchema,
  userScopes,
} from "@org/user-core";
import { expect, it } from "vitest";
import type { Serve } from "../serve.ts";
import { collect, failureOf, handStream, streamOf } from "../streams.ts";
import { serveHandlers } from "./context.ts";

const denied: object = {
  code: "PERMISSION_DENIED",
  reason: "PERMISSION_DENIED",
  message: "Permission denied",
};

/** Everybody may ask for the users below ten. */
const belowTen: Middleware = authorize((_principal, _method, request) => {
  return !isMessage(request, GetUserRequestSchema) || request.userId < 10;
});

/** Who may do what is asked before the handler sees a message. */
export function authorizationContract(serve: Serve): void {
  it("shows a rule who calls what with which request", async () => {
    const seen: unknown[] = [];
    const rule = authorize(async (principal, method, request) => {
      seen.push([principal?.name, method.name, isMessage(request) && request.$typeName]);
      return true;
    });
    const { users } = await serveHandlers(
      serve,
      {
        getUser: ({ userId }) => create(UserSchema, { id: userId }),
        async *watchUserUpdates({ userId }) {
          yield create(UserUpdateSchema, { userId });
        },
      },
      { middleware: [authenticate(() => ({ name: "ada" })), rule] },
    );
    expect(await users.getUser({ userId: 1 })).toMatchObject({ id: 1 });
    expect(await collect(users.watchUserUpdates({ userId: 1 }))).toHaveLength(1);
    expect(seen).toEqual([
      ["ada", "GetUser", "userservice.v1.GetUserRequest"],
      ["ada", "WatchUserUpdates", "userservice.v1.UserUpdateRequest"],
    ]);
  });

  it("refuses a request with PERMISSION_DENIED before its handler sees it", async () => {
    const handled: number[] = [];
    const getUser = ({ userId }: GetUserRequest) => {
      handled.push(userId);
      return create(UserSchema, { id: userId });
    };
    const { users } = await serveHandlers(serve, { getUser }, { middleware: [belowTen] });
    expect(await users.getUser({ userId: 9 })).toMatchObject({ id: 9 });
    expect(await failureOf(users.getUser({ userId: 10 }))).toMatchObject(denied);
    expect(handled).toEqual([9]);
  });

  it("refuses a watch before it begins", async () => {
    const middleware = [authorize(() => false)];
    async function* watchUserUpdates() {
      yield create(UserUpdateSchema, { userId: 1 });
    }
    const { users } = await serveHandlers(serve, { watchUserUpdates }, { middleware });
    expect(await failureOf(users.watchUserUpdates({ userId: 1 }))).toMatchObject(denied);
  });

  it("asks about a stream of requests once without any, before it reads one", async () => {
    const calls: Call[] = [];
    const remember: Middleware = (call, proceed) => {
      calls.push(call);
      return proceed();
    };
    const rule = authorize((_principal, _method, request) => request !== undefined);
    const { users } = await serveHandlers(serve, {}, { middleware: [remember, rule] });
    expect(await failureOf(users.batchCreateUsers(streamOf({ name: "A" })))).toMatchObject(denied);
    expect(await failureOf(users.syncUsers(handStream()))).toMatchObject(denied);
    expect(calls.map(({ messagesReceived }) => messagesReceived)).toEqual([0, 0]);
  });

  it.each(["one by one", "in batches"])(
    "ends a stream with the request that is refused, which its handler never sees, read %s",
    async (how) => {
      const handled: number[] = [];
      const note = ({ userId }: GetUserRequest) => {
        handled.push(userId);
        return create(UserSchema, { id: userId });
      };
      const { users } = await serveHandlers(
        serve,
        {
          async *syncUsers(requests) {
            try {
              if (how === "one by one") for await (const request of requests) yield note(request);
              for (;;) {
                const batch = await requests.nextBatch(10);
                if (batch.length === 0) return;
                for (const request of batch) yield note(request);
              }
            } catch {
              // A handler that makes light of it changes nothing.
            }
          },
        },
        { middleware: [belowTen] },
      );
      const requests = handStream<{ userId: number }>();
      requests.write({ userId: 8 });
      const answers = users.syncUsers(requests)[Symbol.asyncIterator]();
      expect((await answers.next()).value).toMatchObject({ id: 8 });
      requests.write({ userId: 10 });
      requests.write({ userId: 9 });
      await expect(answers.next()).rejects.toMatchObject(denied);
      expect(handled).toEqual([8]);
    },
  );

  it("asks every rule there is, and gives an error of a rule's own as it is", async () => {
    const own = new ServiceError("FAILED_PRECONDITION", "Not on a Sunday", { reason: "SUNDAY" });
    const sunday = authorize((_principal, _method, request) => {
      if (isMessage(request, GetUserRequestSchema) && request.userId === 7) throw own;
      return true;
    });
    const { users } = await serveHandlers(
      serve,
      { getUser: ({ userId }) => create(UserSchema, { id: userId }) },
      { middleware: [belowTen, sunday] },
    );
    expect(await users.getUser({ userId: 1 })).toMatchObject({ id: 1 });
    expect(await failureOf(users.getUser({ userId: 10 }))).toMatchObject(denied);
    expect(await failureOf(users.getUser({ userId: 7 }))).toMatchObject({
      code: "FAILED_PRECONDITION",
      reason: "SUNDAY",
    });
  });

  it("wants the scope of each RPC, and tells which one is missing", async () => {
    const as = (...scopes: string[]): Middleware[] => [
      authenticate(() => ({ name: "ada", scopes })),
      requireScopes(userScopes),
    ];
    const handlers = {
      getUser: () => create(UserSchema, { id: 1 }),
      batchCreateUsers: async () => create(BatchCreateUsersResponseSchema, { total: 1 }),
    };
    const reader = await serveHandlers(serve, handlers, { middleware: as("users:read") });
    expect(await reader.users.getUser({ userId: 1 })).toMatchObject({ id: 1 });
    expect(await failureOf(reader.users.batchCreateUsers(streamOf()))).toMatchObject({
      code: "PERMISSION_DENIED",
      reason: "SCOPE_MISSING",
      metadata: { scope: "users:write" },
    });
    const writer = await serveHandlers(serve, handlers, { middleware: as("users:write") });
    expect(await writer.users.batchCreateUsers(streamOf())).toMatchObject({ total: 1 });
    expect(await failureOf(writer.users.getUser({ userId: 1 }))).toMatchObject({
      metadata: { scope: "users:read" },
    });
  });

  it("lets nobody call an RPC without a row, and asks those without a principal for a token", async () => {
    const { verifyPassword: _, ...rows } = userScopes;
    // Whoever does not say of which service is not told by the compiler.
    const middleware = [requireScopes(rows)];
    const { users } = await serveHandlers(serve, {}, { middleware });
    expect(await failureOf(users.verifyPassword({}))).toMatchObject(denied);
    expect(await failureOf(users.getUser({}))).toMatchObject({ reason: "TOKEN_MISSING" });
  });
}
