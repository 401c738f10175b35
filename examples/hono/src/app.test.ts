import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "@hono/node-server";
import { createMemoryStore, UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { sign } from "hono/jwt";
import { createApp } from "./app.ts";

const secret = "a secret for tests";
let baseUrl = "";
let server: ReturnType<typeof serve>;

before(async () => {
  const { fetch } = createApp(createMemoryStore(), secret);
  baseUrl = await new Promise((resolve) => {
    server = serve({ fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
  });
});
after(() => {
  if ("closeAllConnections" in server) server.closeAllConnections();
  server.close();
});

const now = () => Math.floor(Date.now() / 1_000);

async function usersOf(sub: string, exp = now() + 60) {
  const headers = { authorization: `Bearer ${await sign({ sub, exp }, secret, "HS256")}` };
  return createConnectClient(UserService, { baseUrl, httpVersion: "1.1", headers });
}

test("serves the app's own pages", async () => {
  assert.equal(await (await fetch(baseUrl)).text(), "your own pages");
});

test("serves whoever has a token of the app, watches as they happen", async () => {
  const users = await usersOf("backend");
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const watching = Promise.withResolvers<void>();
  const updates = users.watchUserUpdates({ userId: id }, { onHeaders: () => watching.resolve() });
  const first = updates[Symbol.asyncIterator]().next();
  await watching.promise;
  await users.updateUser({ user: { id, name: "Ada Lovelace" } });
  assert.equal((await first).value?.newValue, "Ada Lovelace");
});

test("ends a watch when its token expires", async () => {
  const backend = await usersOf("backend");
  const { id } = await backend.createUser({ email: "bob@example.com", name: "Bob" });
  const users = await usersOf("short-lived", now() + 3);
  const watch = users.watchUserUpdates({ userId: id })[Symbol.asyncIterator]();
  await assert.rejects(watch.next(), { code: "UNAUTHENTICATED", reason: "TOKEN_EXPIRED" });
});

test("lets in nobody without a token, or with a forged one", async () => {
  const nobody = createConnectClient(UserService, { baseUrl, httpVersion: "1.1" });
  await assert.rejects(nobody.getUser({ userId: 1 }), { code: "UNAUTHENTICATED" });
  const headers = { authorization: `Bearer ${await sign({ sub: "eve" }, "guessed", "HS256")}` };
  const eve = createConnectClient(UserService, { baseUrl, httpVersion: "1.1", headers });
  await assert.rejects(eve.getUser({ userId: 1 }), { code: "UNAUTHENTICATED" });
});
