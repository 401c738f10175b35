import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { createConnectClient } from "@org/user-transport-connect/node";
import { sign } from "../lib/session.ts";

process.env.SESSION_SECRET = "a secret for tests";
const folder = mkdtempSync(join(tmpdir(), "next-"));
const path = join(folder, "users.db");
const store = createSqliteStore({ path });
// Another process on the same file, as a job beside the app would be.
const admin = createInProcessClient(UserService, createUserService({ store }).services);
const ada = { email: "ada@example.com", name: "Ada", password: "correct horse" };
let next;
let baseUrl;

before(async () => {
  await store.migrate();
  const env = { ...process.env, USERS_DB: path, NEXT_TELEMETRY_DISABLED: "1" };
  const args = ["node_modules/next/dist/bin/next", "start", "--port", "0"];
  next = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  baseUrl = await new Promise((resolve, reject) => {
    next.once("exit", () => reject(new Error(`next has ended: ${printed}`)));
    next.stdout.on("data", (chunk) => {
      printed += chunk;
      const [url] = /http:\/\/localhost:\d+/.exec(printed) ?? [];
      if (url) resolve(url);
    });
  });
});
after(async () => {
  next.kill("SIGKILL");
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn({ email, password }) {
  const init = { method: "POST", body: JSON.stringify({ email, password }) };
  const response = await fetch(`${baseUrl}/sign-in`, init);
  assert.equal(response.status, 200);
  const [cookie] = response.headers.getSetCookie();
  return createConnectClient(UserService, {
    baseUrl,
    httpVersion: "1.1",
    headers: { cookie: cookie.split(";")[0] },
  });
}

test("renders pages with users, asked for in process", async () => {
  await admin.createUser(ada);
  assert.match(await (await fetch(baseUrl)).text(), /<li>Ada<\/li>/);
});

test("lets whoever is signed in read, and watch", async () => {
  const users = await signIn(ada);
  const { id, revision } = await users.getUserByEmail({ email: ada.email });
  const updates = users.watchUserUpdates({ userId: id, afterRevision: revision });
  const watch = updates[Symbol.asyncIterator]();
  for (const name of ["Ada K.", "Ada Lovelace"]) {
    const next = watch.next();
    await admin.updateUser({ user: { id, name } });
    assert.equal((await next).value?.newValue, name);
  }
  await watch.return();
  await assert.rejects(users.deleteUser({ userId: id }), { code: "PERMISSION_DENIED" });
});

test("lets in nobody else", async () => {
  const users = createConnectClient(UserService, { baseUrl, httpVersion: "1.1" });
  await assert.rejects(users.getUser({ userId: 1 }), { code: "UNAUTHENTICATED" });
  const now = Date.now();
  for (const session of [
    `user 1.${now + 60_000}.forged`,
    sign({ name: "user 1", expiresAt: now - 1 }),
    sign({ name: "user 1", expiresAt: now + 60_000 }).replace("user 1", "user 2"),
  ]) {
    const headers = { cookie: `session=${session}` };
    await assert.rejects(users.getUser({ userId: 1 }, { headers }), { code: "UNAUTHENTICATED" });
  }
});
