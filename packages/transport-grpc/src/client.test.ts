import { create } from "@bufbuild/protobuf";
import {
  BatchCreateUsersResponseSchema,
  type Call,
  ServiceError,
  UserSchema,
} from "@org/user-core";
import { failureOf, streamOf } from "@org/user-testing";
import { serveHandlers } from "@org/user-testing/contracts";
import { expect, it } from "vitest";
import { serveOverGrpc } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

const serve = serveOverGrpc(serverOptions());

it("gives unary calls 5 s and client streams 30 s, and a call's own timeoutMs wins", async () => {
  const remaining: number[] = [];
  const note = ({ deadline = Number.POSITIVE_INFINITY }: Call) => {
    remaining.push(Math.round((deadline - Date.now()) / 1_000));
  };
  const { users } = await serveHandlers(serve, {
    getUser(_request, call) {
      note(call);
      return create(UserSchema, { id: 1 });
    },
    async batchCreateUsers(_requests, call) {
      note(call);
      return create(BatchCreateUsersResponseSchema);
    },
  });
  await users.getUser({ userId: 1 });
  await users.batchCreateUsers(streamOf({ name: "A" }));
  await users.getUser({ userId: 1 }, { timeoutMs: 2_000 });
  expect(remaining).toEqual([5, 30, 2]);
});

it("tries calls without side effects again on UNAVAILABLE, and no others", async () => {
  const tries = { getUser: 0, createUser: 0 };
  const { users } = await serveHandlers(serve, {
    getUser() {
      tries.getUser += 1;
      if (tries.getUser < 3) throw new ServiceError("UNAVAILABLE", "not yet");
      return create(UserSchema, { id: 1 });
    },
    createUser() {
      tries.createUser += 1;
      throw new ServiceError("UNAVAILABLE", "not yet");
    },
  });
  expect(await users.getUser({ userId: 1 })).toMatchObject({ id: 1 });
  expect(await failureOf(users.createUser({ name: "A" }))).toMatchObject({ code: "UNAVAILABLE" });
  expect(tries).toEqual({ getUser: 3, createUser: 1 });
});
