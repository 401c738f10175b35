import { create } from "@bufbuild/protobuf";
import { EmptySchema } from "@bufbuild/protobuf/wkt";
import {
  authenticate,
  BatchCreateUsersResponseSchema,
  type Middleware,
  type Principal,
  UserSchema,
  UserService,
  UserUpdateSchema,
} from "@org/user-core";
import { expect, it } from "vitest";
import type { Serve } from "../serve.ts";
import { failureOf, handStream } from "../streams.ts";
import { serveHandlers } from "./context.ts";

/** How long a principal of {@link expiring} is let in for. */
const lifetimeMs = 300;

/** Lets everybody in, for a while. */
const expiring: Middleware = authenticate(() => ({
  name: "ada",
  expiresAt: Date.now() + lifetimeMs,
}));

const expired: object = {
  code: "UNAUTHENTICATED",
  reason: "TOKEN_EXPIRED",
  message: "The token has expired",
};

/** Who calls is known before a message is read, and for as long as it is so. */
export function authenticationContract(serve: Serve): void {
  it("ends a watch when its caller's token expires, and its handler with it", async () => {
    const closed = Promise.withResolvers<string>();
    const { users } = await serveHandlers(
      serve,
      {
        async *watchUserUpdates(_request, { signal }) {
          try {
            yield create(UserUpdateSchema, { userId: 1 });
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
          } finally {
            closed.resolve("closed");
          }
        },
      },
      { middleware: [expiring] },
    );
    expect(await failureOf(users.watchUserUpdates({ userId: 1 }))).toMatchObject(expired);
    expect(await closed.promise).toBe("closed");
  });

  it("ends a stream of requests when its caller's token expires, client streaming and bidirectional", async () => {
    const { users } = await serveHandlers(
      serve,
      {
        async batchCreateUsers(requests) {
          for await (const _ of requests);
          return create(BatchCreateUsersResponseSchema);
        },
        async *syncUsers(requests) {
          for await (const { userId } of requests) yield create(UserSchema, { id: userId });
        },
      },
      { middleware: [expiring] },
    );
    const silent = () => handStream<object>();
    expect(await failureOf(users.batchCreateUsers(silent()))).toMatchObject(expired);
    expect(await failureOf(users.syncUsers(silent()))).toMatchObject(expired);
  });

  it("lets a unary call finish whose caller's token expires meanwhile", async () => {
    const { users } = await serveHandlers(
      serve,
      {
        async getUser(_request, { principal }) {
          const { expiresAt = 0 } = principal ?? {};
          await new Promise((resolve) => setTimeout(resolve, expiresAt - Date.now() + 20));
          return create(UserSchema, { id: 1 });
        },
      },
      { middleware: [expiring] },
    );
    expect(await users.getUser({ userId: 1 })).toMatchObject({ id: 1 });
  });

  it("leaves a stream alone that ends before its caller's token does", async () => {
    const { users } = await serveHandlers(
      serve,
      {
        async *watchUserUpdates() {
          yield create(UserUpdateSchema, { userId: 1 });
        },
      },
      { middleware: [expiring] },
    );
    for await (const { userId } of users.watchUserUpdates({ userId: 1 })) expect(userId).toBe(1);
  });

  it.each([Date.now() - 1, 0, Number.NaN])(
    "refuses who has expired already, calls of every kind: at %d",
    async (expiresAt) => {
      const middleware = [authenticate(() => ({ name: "ada", expiresAt }))];
      const { users } = await serveHandlers(serve, {}, { middleware });
      expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject(expired);
      expect(await failureOf(users.watchUserUpdates({ userId: 1 }))).toMatchObject(expired);
    },
  );

  it("asks authenticators in turn, however long they take, and takes the first that knows the caller", async () => {
    const asked: string[] = [];
    const answering = (name: string, principal: Principal | undefined) => async () => {
      asked.push(name);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return principal;
    };
    const authenticators = [
      answering("first", undefined),
      answering("second", { name: "ada" }),
      answering("third", { name: "eve" }),
    ];
    const { users } = await serveHandlers(
      serve,
      { getUser: (_request, { principal }) => create(UserSchema, principal) },
      { middleware: [authenticate(authenticators)] },
    );
    expect(await users.getUser({ userId: 1 })).toMatchObject({ name: "ada" });
    expect(asked).toEqual(["first", "second"]);
  });

  it("lets anybody call what is exempt, and nothing else", async () => {
    const { deleteUser } = UserService.method;
    const middleware = [authenticate(() => undefined, { exempt: [deleteUser] })];
    const { users } = await serveHandlers(
      serve,
      { deleteUser: () => create(EmptySchema) },
      { middleware },
    );
    await users.deleteUser({ userId: 1 });
    for (const call of [users.getUser({ userId: 1 }), users.watchUserUpdates({ userId: 1 })]) {
      expect(await failureOf(call)).toMatchObject({ code: "UNAUTHENTICATED" });
    }
  });
}
