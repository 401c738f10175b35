import { create, type Message } from "@bufbuild/protobuf";
import { afterEach, expect, it, vi } from "vitest";
import {
  GetUserRequestSchema,
  UserSchema,
  UserService,
  UserUpdateSchema,
} from "../gen/userservice/v1/user_service_pb.ts";
import { type BindOptions, bind } from "./bind.ts";
import { callCancelled, ServerCall } from "./call.ts";
import type { Handlers } from "./handlers.ts";
import { createInProcessClient } from "./in-process-client.ts";
import { type CallIO, invoke } from "./invoke.ts";

type UserHandlers = Handlers<typeof UserService>;

const refuse = (): never => {
  throw new Error("not part of this test");
};

const unused: UserHandlers = {
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

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

function serve(handlers: Partial<UserHandlers>, options?: BindOptions) {
  return bind(UserService, { ...unused, ...handlers }, options);
}

/** One call without a client, whose messages go out when told. */
function start(
  name: "getUser" | "watchUserUpdates",
  handlers: Partial<UserHandlers>,
  { deadline, ...options }: BindOptions & { deadline?: number } = {},
  io: Partial<CallIO> = {},
) {
  const method = serve(handlers, options).methods.find(
    ({ descriptor }) => descriptor.localName === name,
  );
  if (method === undefined) throw new Error("no such method");
  const call = new ServerCall(method.descriptor, {
    transport: "test",
    peer: "test",
    requestHeaders: new Headers(),
    deadline,
  });
  const sent: Message[] = [];
  const room = Promise.withResolvers<void>();
  const over = vi.fn();
  const ended = invoke(method, call, {
    receive: () => create(GetUserRequestSchema, { userId: 1 }),
    receiveInto: refuse,
    receiveCapacity: 1,
    send(message) {
      sent.push(message);
      return room.promise;
    },
    ...io,
  });
  ended.then(over, over);
  return { call, sent, room, ended, over };
}

it("ends a unary call when its answer is out, and not before", async () => {
  const { call, sent, room, ended, over } = start("getUser", { getUser: () => create(UserSchema) });
  await turn();
  expect(sent).toHaveLength(1);
  expect(call).toMatchObject({ messagesReceived: 1, messagesSent: 1 });
  expect(over).not.toHaveBeenCalled();
  room.resolve();
  await ended;
});

it("asks a handler for its next message when there is room, and not before", async () => {
  let given = 0;
  const { call, sent, room, ended } = start("watchUserUpdates", {
    async *watchUserUpdates() {
      for (; given < 3; given += 1) yield create(UserUpdateSchema);
    },
  });
  await turn();
  expect(given).toBe(0);
  expect(sent).toHaveLength(1);
  room.resolve();
  await ended;
  expect(sent).toHaveLength(3);
  expect(call).toMatchObject({ messagesReceived: 1, messagesSent: 3 });
});

it("sends nothing more of a call that was cancelled, and closes its handler once", async () => {
  const closed = vi.fn(async () => ({ done: true as const, value: undefined }));
  const next =
    Promise.withResolvers<IteratorResult<ReturnType<typeof create<typeof UserUpdateSchema>>>>();
  const { call, sent, ended } = start("watchUserUpdates", {
    watchUserUpdates: () => ({
      [Symbol.asyncIterator]: () => ({ next: () => next.promise, return: closed }),
    }),
  });
  await turn();
  call.cancel(callCancelled());
  await expect(ended).rejects.toMatchObject({ code: "CANCELLED" });
  next.resolve({ done: false, value: create(UserUpdateSchema) });
  await turn();
  expect(sent).toEqual([]);
  expect(closed).toHaveBeenCalledOnce();
});

it("sends no answer of a unary call that was cancelled", async () => {
  const answer = Promise.withResolvers<ReturnType<typeof create<typeof UserSchema>>>();
  const { call, sent, ended } = start("getUser", { getUser: () => answer.promise });
  await turn();
  call.cancel(callCancelled());
  await expect(ended).rejects.toMatchObject({ code: "CANCELLED" });
  answer.resolve(create(UserSchema));
  await turn();
  expect(sent).toEqual([]);
  expect(call.messagesSent).toBe(0);
});

it("does not close a handler's iterator that has ended or failed", async () => {
  const closed = vi.fn(async () => ({ done: true as const, value: undefined }));
  const watch = (next: () => Promise<IteratorResult<never>>) =>
    start("watchUserUpdates", {
      watchUserUpdates: () => ({
        [Symbol.asyncIterator]: () => ({ next, return: closed }),
      }),
    }).ended;
  await watch(async () => ({ done: true, value: undefined }));
  expect(closed).not.toHaveBeenCalled();
});

it("closes a handler's iterator when its message can't be sent", async () => {
  const closed = vi.fn(async () => ({ done: true as const, value: undefined }));
  const next = async () => ({ done: false as const, value: create(UserUpdateSchema) });
  const { ended } = start(
    "watchUserUpdates",
    { watchUserUpdates: () => ({ [Symbol.asyncIterator]: () => ({ next, return: closed }) }) },
    {},
    { send: () => Promise.reject(new Error("connection lost")) },
  );
  await expect(ended).rejects.toMatchObject({ code: "INTERNAL" });
  expect(closed).toHaveBeenCalledOnce();
});

it("calls no handler after the deadline, nor after a middleware's long wait", async () => {
  const getUser = vi.fn(refuse);
  const late = start("getUser", { getUser }, { deadline: Date.now() });
  await expect(late.ended).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  const waiting = Promise.withResolvers<void>();
  const slow = start("getUser", { getUser }, { middleware: [(_, go) => waiting.promise.then(go)] });
  slow.call.cancel(callCancelled());
  await expect(slow.ended).rejects.toMatchObject({ code: "CANCELLED" });
  waiting.resolve();
  await turn();
  expect(getUser).not.toHaveBeenCalled();
});

it("lowers a unary call's deadline to the service's own limit, and no stream's", async () => {
  const now = Date.now();
  const unary = start("getUser", {}, { unaryTimeoutMs: 500, deadline: now + 60_000 });
  expect(unary.call.deadline).toBeLessThan(now + 10_000);
  const sooner = start("getUser", {}, { unaryTimeoutMs: 60_000, deadline: now + 500 });
  expect(sooner.call.deadline).toBe(now + 500);
  const stream = start("watchUserUpdates", {}, { unaryTimeoutMs: 500 });
  expect(stream.call.deadline).toBeUndefined();
  await Promise.allSettled([unary.ended, sooner.ended, stream.ended]);
});

it("makes INTERNAL of what a middleware throws at once", async () => {
  const fault = new TypeError("broken middleware");
  const { ended, call } = start(
    "getUser",
    {},
    {
      middleware: [
        () => {
          throw fault;
        },
      ],
    },
  );
  await expect(ended).rejects.toMatchObject({ code: "INTERNAL", requestId: call.id, cause: fault });
});

it("leaves no timer behind, however a call ends", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  const users = createInProcessClient(UserService, [
    serve({
      getUser: () => create(UserSchema),
      async *watchUserUpdates() {},
      async *syncUsers() {},
    }),
  ]);
  await users.getUser({});
  for await (const _ of users.watchUserUpdates({}, { timeoutMs: 1_000 }));
  async function* none() {}
  for await (const _ of users.syncUsers(none(), { timeoutMs: 1_000 }));
  await expect(users.createUser({})).rejects.toMatchObject({ code: "INTERNAL" });
  await expect(users.createUser({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "CANCELLED",
  });
  expect(vi.getTimerCount()).toBe(0);
});

it("ends a server stream whose one request does not come, and says after how long", async () => {
  vi.useFakeTimers();
  const { ended } = start(
    "watchUserUpdates",
    {},
    { requestIdleMs: 1_500 },
    { receive: () => new Promise(() => {}) },
  );
  const failed = expect(ended).rejects.toMatchObject({
    code: "DEADLINE_EXCEEDED",
    reason: "REQUEST_STREAM_IDLE",
    message: "No request came for 1.5 seconds",
  });
  await vi.advanceTimersByTimeAsync(1_500);
  await failed;
});

it("waits a minute for a request unless it is told otherwise", async () => {
  vi.useFakeTimers();
  const { ended, over } = start(
    "watchUserUpdates",
    {},
    {},
    { receive: () => new Promise(() => {}) },
  );
  ended.catch(() => {});
  await vi.advanceTimersByTimeAsync(59_999);
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalledOnce();
});

it("fails a unary call that a middleware lets end without an answer", async () => {
  const users = createInProcessClient(UserService, [serve({}, { middleware: [async () => {}] })]);
  await expect(users.getUser({})).rejects.toMatchObject({
    code: "INTERNAL",
    message: "The server sent no response message",
  });
});

it("tells a handler's log why its stream of requests failed", async () => {
  const cause = new Error("broken source");
  const users = createInProcessClient(UserService, [
    serve({
      async *syncUsers(requests) {
        for await (const _ of requests) yield create(UserSchema);
      },
    }),
  ]);
  // biome-ignore lint/correctness/useYield: it fails before its first message.
  async function* broken(): AsyncGenerator<{ userId: number }> {
    throw cause;
  }
  const next = users.syncUsers(broken())[Symbol.asyncIterator]().next();
  await expect(next).rejects.toMatchObject({
    code: "CANCELLED",
    reason: "CANCELLED",
    message: "The request stream failed",
    cause,
  });
});
