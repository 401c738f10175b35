import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import {
  type GetUserRequest,
  GetUserRequestSchema,
  UserService,
} from "../../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "../../rpc/call.ts";
import { createMessageQueue } from "../../rpc/message-queue.ts";
import { createAttemptLimit } from "../attempt-limit.ts";
import { createChangeFeed } from "../change-feed.ts";
import { createMemoryStore } from "../memory-store.ts";
import type { UserStore } from "../user-store.ts";
import { syncUsers } from "./sync-users.ts";

const source = {
  transport: "test",
  peer: "test",
  requestHeaders: { get: () => null },
  deadline: undefined,
};

function start() {
  const store = createMemoryStore();
  const lookups: number[] = [];
  const get: UserStore["get"] = (ids) => {
    lookups.push(ids.length);
    return store.get(ids);
  };
  const hasher = { hash: async () => "", verify: async () => false };
  const deps = { store: { ...store, get }, hasher, feed: createChangeFeed(store) };
  const queue = createMessageQueue<GetUserRequest>(1_000);
  const call = new ServerCall(UserService.method.syncUsers, source);
  const attempts = createAttemptLimit();
  const handler = syncUsers({ ...deps, attempts, nowSeconds: () => 0n });
  const answers = handler(queue.stream, call)[Symbol.asyncIterator]();
  const ask = (userId: number) => queue.write(create(GetUserRequestSchema, { userId }));
  return { lookups, queue, answers, ask };
}

it("looks up ids that are waiting with one look-up, a hundred at most", async () => {
  const { lookups, queue, answers, ask } = start();
  for (let id = 1; id <= 250; id += 1) ask(id);
  queue.end();
  expect(await answers.next()).toMatchObject({ done: true });
  expect(lookups).toEqual([100, 100, 50]);
});

it("does not wait for an id after the first to look that up", async () => {
  const { lookups, queue, answers, ask } = start();
  const end = answers.next();
  ask(1);
  await expect.poll(() => lookups).toEqual([1]);
  ask(2);
  queue.end();
  await end;
  expect(lookups).toEqual([1, 1]);
});
