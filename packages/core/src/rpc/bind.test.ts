import { create } from "@bufbuild/protobuf";
import { expect, it, vi } from "vitest";
import {
  BatchCreateUsersResponseSchema,
  UserSchema,
  UserService,
  UserUpdateSchema,
} from "../gen/userservice/v1/user_service_pb.ts";
import { createMemoryStore } from "../users/memory-store.ts";
import { createUserService } from "../users/user-service.ts";
import { bind } from "./bind.ts";
import type { Handlers } from "./handlers.ts";
import { createInProcessClient } from "./in-process-client.ts";

const refuse = (): never => {
  throw new Error("not part of this test");
};

const handlers: Handlers<typeof UserService> = {
  getUser: refuse,
  createUser: refuse,
  listUsers: refuse,
  watchUserUpdates: refuse,
  batchCreateUsers: refuse,
  syncUsers: refuse,
  getUserByEmail: refuse,
  updateUser: refuse,
  deleteUser: refuse,
  verifyPassword: refuse,
  watchUsers: refuse,
};

it("refuses to bind a service that lacks a handler", () => {
  const { getUser: _, ...others } = handlers;
  expect(() => bind(UserService, others as typeof handlers)).toThrow(
    new TypeError("userservice.v1.UserService has no handler for getUser"),
  );
});

it("binds every RPC of the descriptor in its order, with half a minute for unary calls", () => {
  const { descriptor, methods } = bind(UserService, handlers);
  expect(descriptor).toBe(UserService);
  expect(methods.map((method) => method.descriptor)).toEqual(UserService.methods);
  expect(new Set(methods.map(({ unaryTimeoutMs }) => unaryTimeoutMs))).toEqual(new Set([30_000]));
});

it("asks who admits about unary calls alone: a stream is not made for nothing", () => {
  const admit = () => undefined;
  for (const { descriptor, admit: asked } of bind(UserService, handlers, { admit }).methods) {
    expect(asked).toBe(descriptor.methodKind === "unary" ? admit : undefined);
  }
});

it("finds no client for a service that is not bound", () => {
  const { services } = createUserService({ store: createMemoryStore() });
  expect(() => createInProcessClient(UserService, services.slice(1))).toThrow(
    new TypeError("userservice.v1.UserService is not among the services"),
  );
});

it("answers an RPC that the bound service does not know with UNIMPLEMENTED", async () => {
  const { descriptor, methods } = bind(UserService, handlers);
  const users = createInProcessClient(UserService, [{ descriptor, methods: methods.slice(1) }]);
  const [first] = UserService.methods;
  expect(first?.localName).toBe("getUser");
  const call = async () => users.getUser({ userId: 1 });
  await expect(call()).rejects.toMatchObject({
    code: "UNIMPLEMENTED",
    reason: "UNIMPLEMENTED",
    message: expect.stringContaining("GetUser"),
  });
});

it("tells the caller of headers once and before trailers, also of an empty or failed call", async () => {
  const bound = bind(UserService, {
    ...handlers,
    getUser: () => create(UserSchema),
    async *watchUserUpdates(_request, call) {
      call.sendHeaders();
      call.sendHeaders();
      yield create(UserUpdateSchema);
      yield create(UserUpdateSchema);
    },
    async *syncUsers() {},
    batchCreateUsers: async () => create(BatchCreateUsersResponseSchema),
  });
  const users = createInProcessClient(UserService, [bound]);
  const told: string[] = [];
  const options = {
    onHeaders: () => told.push("headers"),
    onTrailers: () => told.push("trailers"),
  };
  const take = () => told.splice(0);
  await users.getUser({}, options);
  expect(take()).toEqual(["headers", "trailers"]);
  for await (const _ of users.watchUserUpdates({}, options));
  expect(take()).toEqual(["headers", "trailers"]);
  async function* none() {}
  for await (const _ of users.syncUsers(none(), options));
  expect(take()).toEqual(["headers", "trailers"]);
  await users.batchCreateUsers(none(), options);
  expect(take()).toEqual(["headers", "trailers"]);
  await expect(users.createUser({}, options)).rejects.toMatchObject({ code: "INTERNAL" });
  expect(take()).toEqual(["headers", "trailers"]);
});

it("leaves no listener at a signal that outlives its calls", async () => {
  const { services } = createUserService({ store: createMemoryStore() });
  const users = createInProcessClient(UserService, services);
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, "addEventListener");
  const removed = vi.spyOn(signal, "removeEventListener");
  await users.createUser({ email: "ada@example.com", name: "Ada" }, { signal });
  async function* ids() {
    yield { userId: 1 };
  }
  for await (const _ of users.syncUsers(ids(), { signal }));
  expect(added).toHaveBeenCalledTimes(2);
  expect(removed.mock.calls.map(([type, listener]) => [type, listener])).toEqual(
    added.mock.calls.map(([type, listener]) => [type, listener]),
  );
});

it("gives a handler no header that only looks like one", async () => {
  const seen: (string | null)[] = [];
  const bound = bind(UserService, {
    ...handlers,
    getUser(_request, { requestHeaders }) {
      for (const name of ["x-a", "x-b", "constructor", "toString"])
        seen.push(requestHeaders.get(name));
      return create(UserSchema);
    },
  });
  const users = createInProcessClient(UserService, [bound]);
  await users.getUser({}, { headers: { "x-a": "" } });
  await users.getUser({});
  expect(seen).toEqual(["", null, null, null, null, null, null, null]);
});

it("hands messages over by value, both ways", async () => {
  const stored = create(UserSchema, { id: 7, name: "Ada" });
  const bound = bind(UserService, {
    ...handlers,
    createUser(request) {
      request.name = "changed by the handler";
      return stored;
    },
    async *syncUsers(requests) {
      for await (const request of requests) {
        request.userId = -1;
        yield stored;
      }
    },
  });
  const users = createInProcessClient(UserService, [bound]);
  const request = { name: "mine" };
  const user = await users.createUser(request);
  expect(request.name).toBe("mine");
  user.name = "changed by the caller";
  async function* ids() {
    yield { userId: 1 };
  }
  for await (const each of users.syncUsers(ids())) each.name = "changed by the caller";
  expect(stored.name).toBe("Ada");
});
