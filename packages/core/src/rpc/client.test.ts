import { create, type Message } from "@bufbuild/protobuf";
import { expect, it, vi } from "vitest";
import {
  BatchCreateUsersResponseSchema,
  UserSchema,
  UserService,
} from "../gen/userservice/v1/user_service_pb.ts";
import {
  type CallOptions,
  type ClientMiddleware,
  type ClientOptions,
  createClient,
} from "./client.ts";

/** A client of a transport that remembers what it was asked to carry. */
function start(options?: ClientOptions, responses: Message[] = []) {
  const asked: { options: CallOptions; requests: AsyncIterable<Message> | Message }[] = [];
  const users = createClient(
    UserService,
    {
      async unary(_method, request, options) {
        asked.push({ options, requests: request });
        return create(UserSchema);
      },
      async *stream(_method, requests, options) {
        asked.push({ options, requests });
        yield* responses;
      },
    },
    options,
  );
  return { users, asked };
}

async function* none() {}

/** Notes what passes, under a name. */
function noting(name: string, notes: string[]): ClientMiddleware {
  return (next) => ({
    async unary(method, request, options) {
      notes.push(`${name} sends ${method.name}`);
      const answer = await next.unary(method, request, options);
      notes.push(`${name} has ${method.name}`);
      return answer;
    },
    stream(method, requests, options) {
      notes.push(`${name} opens ${method.name}`);
      const headers = { ...options.headers, by: name };
      return next.stream(method, requests, { ...options, headers });
    },
  });
}

it("goes through its middleware, the first outermost, and has what they have made of its options", async () => {
  const notes: string[] = [];
  const started = start({ middleware: [noting("a", notes), noting("b", notes)] });
  await started.users.getUser({ userId: 1 });
  for await (const _ of started.users.watchUserUpdates({ userId: 1 }));
  expect(notes).toEqual([
    ...["a sends GetUser", "b sends GetUser", "b has GetUser", "a has GetUser"],
    ...["a opens WatchUserUpdates", "b opens WatchUserUpdates"],
  ]);
  expect(started.asked[1]?.options.headers).toEqual({ by: "b" });
});

async function callAll({ users }: ReturnType<typeof start>, options?: CallOptions) {
  await users.getUser({ userId: 1 }, options);
  for await (const _ of users.watchUserUpdates({ userId: 1 }, options));
  await users.batchCreateUsers(none(), options).catch(() => {});
  for await (const _ of users.syncUsers(none(), options));
}

it("has a time limit of its own for calls that must end, and none for others", async () => {
  const started = start();
  await callAll(started);
  const never = Number.POSITIVE_INFINITY;
  expect(started.asked.map(({ options }) => options.timeoutMs)).toEqual([
    5_000,
    never,
    30_000,
    never,
  ]);
  expect(started.asked.every(({ options }) => !("headers" in options))).toBe(true);
});

it("takes the client's limits and headers, and a call's own over them", async () => {
  const started = start({
    unaryTimeoutMs: 1,
    clientStreamingTimeoutMs: 2,
    headers: { "X-A": "client", "X-B": "client" },
  });
  await callAll(started);
  const { users, asked } = started;
  expect(asked[0]?.options).toEqual({
    timeoutMs: 1,
    headers: { "x-a": "client", "x-b": "client" },
  });
  expect(asked[2]?.options.timeoutMs).toBe(2);
  const onHeaders = () => {};
  await users.getUser({}, { timeoutMs: 3, onHeaders });
  expect(asked.at(-1)?.options).toEqual({
    timeoutMs: 3,
    onHeaders,
    headers: { "x-a": "client", "x-b": "client" },
  });
  await users.getUser({}, { headers: { "X-a": "call", "X-C": "call" } });
  expect(asked.at(-1)?.options).toEqual({
    timeoutMs: 1,
    headers: { "x-a": "call", "x-b": "client", "x-c": "call" },
  });
});

it("adds no headers of its own to a call without any", async () => {
  const { users, asked } = start();
  await users.getUser({}, { timeoutMs: 3 });
  expect(asked[0]?.options).toEqual({ timeoutMs: 3 });
  await users.getUser({}, { headers: { "X-A": "call" } });
  expect(asked[1]?.options.headers).toEqual({ "x-a": "call" });
});

it("makes messages of what callers give, one by one", async () => {
  const { users, asked } = start();
  const read = async (requests?: AsyncIterable<Message> | Message) => {
    const all: Message[] = [];
    if (requests && Symbol.asyncIterator in requests)
      for await (const each of requests) all.push(each);
    return all;
  };
  for await (const _ of users.watchUserUpdates({ userId: 7 }));
  expect(await read(asked[0]?.requests)).toMatchObject([
    { $typeName: "userservice.v1.UserUpdateRequest", userId: 7 },
  ]);
  async function* requests() {
    yield { userId: 1 };
    yield { userId: 2 };
  }
  for await (const _ of users.syncUsers(requests()));
  expect(await read(asked[1]?.requests)).toMatchObject([
    { $typeName: "userservice.v1.GetUserRequest", userId: 1 },
    { $typeName: "userservice.v1.GetUserRequest", userId: 2 },
  ]);
});

it("closes what callers give when the transport wants no more", async () => {
  const { users, asked } = start();
  const closed = vi.fn(async () => ({ done: true as const, value: undefined }));
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<IteratorResult<{ userId: number }>>(() => {}),
      return: closed,
    }),
  };
  for await (const _ of users.syncUsers(source));
  const requests = asked[0]?.requests;
  if (requests === undefined || !(Symbol.asyncIterator in requests)) throw new Error("no stream");
  const end = await requests[Symbol.asyncIterator]().return?.();
  expect(end).toEqual({ done: true, value: undefined });
  expect(closed).toHaveBeenCalledOnce();
  const lacking = { [Symbol.asyncIterator]: () => ({ next: source[Symbol.asyncIterator]().next }) };
  for await (const _ of users.syncUsers(lacking));
  const others = asked[1]?.requests;
  if (others === undefined || !(Symbol.asyncIterator in others)) throw new Error("no stream");
  expect(await others[Symbol.asyncIterator]().return?.()).toMatchObject({ done: true });
});

it("gives the one answer of a stream of requests, and fails without one", async () => {
  const answer = create(BatchCreateUsersResponseSchema, { total: 3 });
  expect(await start({}, [answer]).users.batchCreateUsers(none())).toBe(answer);
  await expect(start().users.batchCreateUsers(none())).rejects.toMatchObject({
    code: "INTERNAL",
    reason: "INTERNAL",
    message: "The server sent no response message",
  });
});
