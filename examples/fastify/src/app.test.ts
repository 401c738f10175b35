import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore, UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { createApp } from "./app.ts";

const tokens = new Map([
  ["t-backend", { name: "backend", scopes: ["users:read", "users:write"] }],
  ["t-reports", { name: "reports", scopes: ["users:read"] }],
]);

async function startApp() {
  const app = createApp(createMemoryStore(), tokens);
  const baseUrl = await app.listen({ port: 0, host: "127.0.0.1" });
  const usersOf = (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return createConnectClient(UserService, { baseUrl, httpVersion: "1.1", headers });
  };
  return { app, baseUrl, usersOf };
}

test("serves the app's own routes, which know the same callers", async (t) => {
  const { app, baseUrl } = await startApp();
  t.after(() => app.close());
  assert.equal(await (await fetch(baseUrl)).text(), "your own pages");
  const headers = { authorization: "Bearer t-reports" };
  const answer = await (await fetch(`${baseUrl}/whoami`, { headers })).json();
  assert.deepEqual(answer, { name: "reports" });
});

test("lets callers do what the app's tokens say", async (t) => {
  const { app, usersOf } = await startApp();
  t.after(() => app.close());
  const ada = { email: "ada@example.com", name: "Ada" };
  const { id } = await usersOf("t-backend").createUser(ada);
  assert.equal((await usersOf("t-reports").getUser({ userId: id })).name, "Ada");
  const denied = { code: "PERMISSION_DENIED", reason: "SCOPE_MISSING" };
  await assert.rejects(usersOf("t-reports").deleteUser({ userId: id }), denied);
  await assert.rejects(usersOf("nobody's").getUser({ userId: id }), { code: "UNAUTHENTICATED" });
});

test("ends watches when the app closes, so that it can", async () => {
  const { app, usersOf } = await startApp();
  const users = usersOf("t-backend");
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const watching = Promise.withResolvers<void>();
  const updates = users.watchUserUpdates({ userId: id }, { onHeaders: () => watching.resolve() });
  const next = updates[Symbol.asyncIterator]().next();
  const ended = assert.rejects(next, { code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
  await watching.promise;
  await app.close();
  await ended;
});
