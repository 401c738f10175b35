import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createMemoryStore, UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { startApp } from "./start-app.ts";

const { url: baseUrl, stop } = await startApp(createMemoryStore(), "a secret for tests", 0);
after(stop);

function post(path: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`${baseUrl}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

const password = "correct horse";
const ada = { email: "ada@example.com", name: "Ada", password };
const bob = { email: "bob@example.com", name: "Bob", password };

/** A client of the service with the session of who has just signed in. */
async function signIn({ email, password }: typeof ada) {
  const response = await post("/sign-in", { email, password });
  assert.equal(response.status, 200);
  const [cookie = ""] = response.headers.getSetCookie();
  const headers = { cookie: cookie.split(";")[0] ?? "" };
  const { id }: { id: number } = JSON.parse(await response.text());
  return {
    id,
    users: createConnectClient(UserService, { baseUrl, httpVersion: "1.1", headers }),
  };
}

test("serves the app's own pages", async () => {
  assert.equal(await (await fetch(baseUrl)).text(), "your own pages");
});

test("knows who calls the service by the app's session", async () => {
  assert.equal((await post("/sign-up", ada)).status, 201);
  assert.equal((await post("/sign-up", bob)).status, 201);
  const { id, users } = await signIn(ada);
  assert.equal((await users.getUser({ userId: id })).name, "Ada");

  const watching = Promise.withResolvers<void>();
  const updates = users.watchUserUpdates({ userId: id }, { onHeaders: () => watching.resolve() });
  const iterator = updates[Symbol.asyncIterator]();
  const first = iterator.next();
  await watching.promise;
  await users.updateUser({ user: { id, name: "Ada Lovelace" } });
  const { value } = await first;
  assert.equal(value?.newValue, "Ada Lovelace");
  await iterator.return?.();
});

test("lets nobody change others", async () => {
  const { id } = await signIn(ada);
  const { users } = await signIn(bob);
  await assert.rejects(users.updateUser({ user: { id, name: "Eve" } }), {
    code: "PERMISSION_DENIED",
  });
  await assert.rejects(users.deleteUser({ userId: id }), { code: "PERMISSION_DENIED" });
});

test("lets nobody make themselves active again", async () => {
  const { id, users } = await signIn(bob);
  const denied = { code: "PERMISSION_DENIED" };
  const user = { id, name: "Robert", isActive: true };
  await assert.rejects(users.updateUser({ user }), denied);
  const updateMask = { paths: ["name", "is_active"] };
  await assert.rejects(users.updateUser({ user, updateMask }), denied);
  assert.equal((await users.updateUser({ user, updateMask: { paths: ["name"] } })).name, "Robert");
});

test("begins a new session at each sign-in, so that none can be planted", async () => {
  const cookies: string[] = [];
  let headers: Record<string, string> = { "content-type": "application/json" };
  for (const { email, password } of [ada, bob]) {
    const init = { method: "POST", headers, body: JSON.stringify({ email, password }) };
    const response = await fetch(`${baseUrl}/sign-in`, init);
    const [cookie = ""] = response.headers.getSetCookie();
    cookies.push(cookie);
    headers = { ...headers, cookie: cookie.split(";")[0] ?? "" };
  }
  assert.equal(new Set(cookies).size, 2);
  const planted = { cookie: cookies[0]?.split(";")[0] ?? "" };
  const users = createConnectClient(UserService, { baseUrl, httpVersion: "1.1" });
  await assert.rejects(users.getUser({ userId: 1 }, { headers: planted }), {
    code: "UNAUTHENTICATED",
  });
});

test("lets in nobody without a session", async () => {
  const users = createConnectClient(UserService, { baseUrl, httpVersion: "1.1" });
  await assert.rejects(users.getUser({ userId: 1 }), { code: "UNAUTHENTICATED" });
  const { status } = await post("/sign-in", { email: ada.email, password: "wrong horse" });
  assert.equal(status, 401);
});

test("says what is missing of a body, and that it can't be read, to who sent it", async () => {
  const headers = { "content-type": "application/json" };
  const bodies = [
    { body: null },
    { body: "email=ada" },
    { body: "{", headers },
    { body: '"ada"', headers },
    { body: JSON.stringify({ email: ada.email, name: ["Ada"], password: 7 }), headers },
  ];
  for (const path of ["/sign-up", "/sign-in"]) {
    for (const init of bodies) {
      const response = await fetch(`${baseUrl}${path}`, { method: "POST", ...init });
      assert.equal(response.status, 400, `${path} ${init.body}`);
      const { error }: { error: string } = JSON.parse(await response.text());
      assert.match(error, /^JSON with email|^The body can't be read$/);
    }
  }
});
