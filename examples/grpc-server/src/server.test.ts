import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { credentials, Metadata, makeGenericClientConstructor, status } from "@grpc/grpc-js";
import { createMemoryStore, Health, UserService } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";
import { type Order, ordersDefinition, type Receipt } from "./orders.ts";
import { startServer } from "./server.ts";
import { createTokens } from "./tokens.ts";

const headers = { authorization: "Bearer t-1" };

async function start(t: TestContext) {
  const tokens = createTokens(new Map([["t-1", "the shop"]]));
  const server = await startServer("127.0.0.1:0", createMemoryStore(), tokens);
  const users = createGrpcClient(server.address, UserService, { headers });
  t.after(() => {
    users.close();
    return server.stop();
  });
  return { ...server, users };
}

/** Calls the service that was there with a client that knows nothing of ours. */
function placeOrder(address: string, order: Order, token: string): Promise<Receipt> {
  const Orders = makeGenericClientConstructor(ordersDefinition, "Orders");
  const client = new Orders(address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set("authorization", token);
  const answer = Promise.withResolvers<Receipt>();
  client.Place?.(order, metadata, (error: unknown, receipt: Receipt) => {
    if (error) answer.reject(error);
    else answer.resolve(receipt);
  });
  return answer.promise.finally(() => client.close());
}

test("serves both services, which see the same users", async (t) => {
  const { address, users } = await start(t);
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const order = { userId: id, item: "tea" };
  const { text } = await placeOrder(address, order, headers.authorization);
  assert.equal(text, "tea for Ada, ordered by the shop");
});

test("tells in the other service, too, that there is no such user", async (t) => {
  const { address } = await start(t);
  const placed = placeOrder(address, { userId: 7, item: "tea" }, headers.authorization);
  await assert.rejects(placed, { code: status.NOT_FOUND, details: "User 7 not found" });
});

test("knows the same callers in both", async (t) => {
  const { address } = await start(t);
  const nobody = createGrpcClient(address, UserService);
  t.after(() => nobody.close());
  await assert.rejects(nobody.getUser({ userId: 1 }), { code: "UNAUTHENTICATED" });
  const placed = placeOrder(address, { userId: 1, item: "tea" }, "Bearer guessed");
  await assert.rejects(placed, { code: status.UNAUTHENTICATED });
});

test("is healthy for whoever asks, until it is told to stop, which ends watches", async (t) => {
  const { address, users, stop } = await start(t);
  const health = createGrpcClient(address, Health);
  t.after(() => health.close());
  const service = UserService.typeName;
  assert.equal((await health.check({ service })).status, 1);

  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const watching = Promise.withResolvers<void>();
  const updates = users.watchUserUpdates({ userId: id }, { onHeaders: () => watching.resolve() });
  const next = updates[Symbol.asyncIterator]().next();
  const ended = assert.rejects(next, { code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
  await watching.promise;
  await stop();
  await ended;
});
