import { create } from "@bufbuild/protobuf";
import {
  BatchCreateUsersResponseSchema,
  type Call,
  type CallRecord,
  ListUsersResponseSchema,
  logCalls,
  type Middleware,
  staticTokens,
  UserSchema,
} from "@org/user-core";
import { expect, it } from "vitest";
import type { Serve } from "../serve.ts";
import { collect, failureOf, streamOf } from "../streams.ts";
import { serveHandlers } from "./context.ts";

const tokens = [
  { token: "first-token", principal: { name: "first" } },
  { token: "second-token", principal: { name: "second" } },
];

/** Middleware surrounds the whole call, whatever its kind. */
export function middlewareContract(serve: Serve): void {
  it("runs round the whole of a stream, first listed outermost", async () => {
    const order: string[] = [];
    const layer = (name: string) => async (_call: unknown, proceed: () => Promise<void>) => {
      order.push(`${name} in`);
      await proceed();
      order.push(`${name} out`);
    };
    const { users } = await serveHandlers(
      serve,
      {
        async *syncUsers(requests) {
          for await (const { userId } of requests) {
            order.push(`user ${userId}`);
            yield create(UserSchema, { id: userId });
          }
        },
      },
      { middleware: [layer("a"), layer("b")] },
    );
    await collect(users.syncUsers(streamOf({ userId: 1 }, { userId: 2 })));
    await expect.poll(() => order.at(-1)).toBe("a out");
    expect(order).toEqual(["a in", "b in", "user 1", "user 2", "b out", "a out"]);
  });

  it("reads an empty request that was there before its middleware had proceeded", async () => {
    const slow: Middleware = async (_call, proceed) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      await proceed();
    };
    const handlers = {
      listUsers: () => create(ListUsersResponseSchema, { total: 7 }),
      async batchCreateUsers(requests: AsyncIterable<unknown>) {
        let total = 0;
        for await (const _ of requests) total += 1;
        return create(BatchCreateUsersResponseSchema, { total });
      },
    };
    const { users } = await serveHandlers(serve, handlers, { middleware: [slow] });
    expect(await users.listUsers({})).toMatchObject({ total: 7 });
    expect(await users.batchCreateUsers(streamOf())).toMatchObject({ total: 0 });
  });

  it("logs method, peer, principal, status, duration and message counts of each call", async () => {
    const records: CallRecord[] = [];
    const { users } = await serveHandlers(
      serve,
      {
        async *syncUsers(requests) {
          for await (const { userId } of requests)
            if (userId > 1) yield create(UserSchema, { id: userId });
        },
      },
      { middleware: [logCalls((record) => records.push(record)), staticTokens(tokens)] },
    );
    const headers = { authorization: "Bearer second-token" };
    await collect(
      users.syncUsers(streamOf({ userId: 1 }, { userId: 2 }, { userId: 3 }), { headers }),
    );
    await failureOf(users.getUser({ userId: 1 }, { headers }));
    await failureOf(users.getUser({ userId: 1 }));
    await expect.poll(() => records.length).toBe(3);
    expect(records[0]).toMatchObject({
      method: "userservice.v1.UserService/SyncUsers",
      principal: "second",
      status: "OK",
      messagesReceived: 3,
      messagesSent: 2,
    });
    expect(records[0]?.peer).not.toBe("");
    expect(records[0]?.durationMs).toBeGreaterThan(0);
    expect(records[1]).toMatchObject({
      status: "UNIMPLEMENTED",
      messagesReceived: 1,
      messagesSent: 0,
    });
    expect(records[2]).toMatchObject({
      status: "UNAUTHENTICATED",
      principal: undefined,
      messagesReceived: 0,
    });
  });

  it("logs what a middleware threw as the caller gets it, with its cause", async () => {
    const records: CallRecord[] = [];
    const fault = new TypeError("broken middleware");
    const { users } = await serveHandlers(
      serve,
      {},
      {
        middleware: [logCalls((record) => records.push(record)), () => Promise.reject(fault)],
      },
    );
    const error = await failureOf(users.getUser({ userId: 1 }));
    expect(error).toMatchObject({ code: "INTERNAL", message: "Internal error" });
    const { requestId } = error;
    expect(requestId).toBeTypeOf("string");
    expect(records).toMatchObject([{ status: "INTERNAL", error: { requestId, cause: fault } }]);
  });

  it("logs the peer of a call that was cancelled", async () => {
    const records: CallRecord[] = [];
    const started = Promise.withResolvers<void>();
    const { users, lacks } = await serveHandlers(
      serve,
      {
        createUser() {
          started.resolve();
          return new Promise(() => {});
        },
      },
      { middleware: [logCalls((record) => records.push(record))] },
    );
    const controller = new AbortController();
    const failure = failureOf(users.createUser({ name: "A" }, { signal: controller.signal }));
    await started.promise;
    controller.abort();
    await failure;
    await expect.poll(() => records).toMatchObject([{ status: "CANCELLED" }]);
    const known = /^(in-process|127\.0\.0\.1(:\d+)?)$/;
    expect(records[0]?.peer).toMatch(lacks?.includes("peer") ? /^unknown$/ : known);
  });

  it.each([
    ["missing", undefined, "TOKEN_MISSING"],
    ["wrong", "Bearer third-token", "TOKEN_INVALID"],
    ["empty", "Bearer", "TOKEN_INVALID"],
    ["longer", "Bearer first-token-and-more", "TOKEN_INVALID"],
  ])(
    "refuses a call with a token that is %s with UNAUTHENTICATED",
    async (_what, authorization, reason) => {
      const { users } = await serveHandlers(serve, {}, { middleware: [staticTokens(tokens)] });
      const headers = authorization === undefined ? {} : { authorization };
      expect(await failureOf(users.getUser({ userId: 1 }, { headers }))).toMatchObject({
        code: "UNAUTHENTICATED",
        reason,
      });
    },
  );

  it.each(["Bearer first-token", "bearer first-token", "first-token"])(
    "lets in %s",
    async (authorization) => {
      const { users } = await serveHandlers(
        serve,
        {
          getUser: (_request, { principal }) => create(UserSchema, { name: principal?.name ?? "" }),
        },
        { middleware: [staticTokens(tokens)] },
      );
      expect(await users.getUser({ userId: 1 }, { headers: { authorization } })).toMatchObject({
        name: "first",
      });
    },
  );

  it("refuses a stream before reading any of its messages", async () => {
    const calls: Call[] = [];
    const remember: Middleware = (call, proceed) => {
      calls.push(call);
      return proceed();
    };
    const middleware = [remember, staticTokens(tokens)];
    const { users } = await serveHandlers(serve, {}, { middleware });
    async function* endless() {
      yield { name: "A" };
      await new Promise(() => {});
    }
    expect(await failureOf(users.batchCreateUsers(endless()))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(calls.map(({ messagesReceived }) => messagesReceived)).toEqual([0]);
  });
}
