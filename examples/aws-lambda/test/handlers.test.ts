import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createMemoryStore, UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { bufferedHandler, streamedHandler } from "../src/handlers.ts";
import { createUsers } from "../src/users.ts";
import { buffered, serveFunction } from "./function-url.ts";
import { streamed } from "./response-stream.ts";

const token = "change-me";

async function start(t: TestContext, mode: "buffered" | "streamed") {
  const users = createUsers({ store: createMemoryStore(), token, streams: mode === "streamed" });
  const answer =
    mode === "streamed" ? streamed(streamedHandler(users)) : buffered(bufferedHandler(users));
  const { baseUrl, close } = await serveFunction(answer);
  t.after(close);
  return (options: { json?: boolean; token?: string } = {}) => {
    const headers = { authorization: `Bearer ${options.token ?? token}` };
    const json = options.json ?? false;
    return createConnectClient(UserService, { baseUrl, httpVersion: "1.1", headers, json });
  };
}

for (const mode of ["buffered", "streamed"] as const) {
  test(`answers calls in binary and in JSON, ${mode}`, async (t) => {
    const connect = await start(t, mode);
    for (const json of [false, true]) {
      const users = connect({ json });
      const name = "Zoë";
      const { id, email } = await users.createUser({ email: `zoe-${json}@example.com`, name });
      assert.equal((await users.getUser({ userId: id })).name, name);
      const taken = { code: "ALREADY_EXISTS", reason: "EMAIL_TAKEN" };
      await assert.rejects(users.createUser({ email, name }), taken);
    }
  });

  test(`takes streams of requests, ${mode}`, async (t) => {
    const users = (await start(t, mode))();
    async function* entries() {
      for (const name of ["Ada", "Bob"]) yield { email: `${name}@example.com`, name };
    }
    assert.equal((await users.batchCreateUsers(entries())).total, 2);
  });

  test(`lets in whoever has the token, ${mode}`, async (t) => {
    const users = (await start(t, mode))({ token: "guessed" });
    await assert.rejects(users.listUsers({}), { code: "UNAUTHENTICATED" });
  });
}

test("shows a watch updates as they happen, streamed", async (t) => {
  const users = (await start(t, "streamed"))();
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const watching = Promise.withResolvers<void>();
  const updates = users.watchUserUpdates({ userId: id }, { onHeaders: () => watching.resolve() });
  const first = updates[Symbol.asyncIterator]().next();
  await watching.promise;
  await users.updateUser({ user: { id, name: "Ada Lovelace" } });
  assert.equal((await first).value?.newValue, "Ada Lovelace");
});

test("refuses watches, which would never end, buffered", async (t) => {
  const users = (await start(t, "buffered"))();
  const watch = users.watchUsers({})[Symbol.asyncIterator]();
  await assert.rejects(watch.next(), { code: "UNIMPLEMENTED" });
});
