import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { createMemoryStore, UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { startApp } from "./start-app.ts";

const ada = { email: "ada@example.com", name: "Ada", password: "correct horse" };

function post(url: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** The server itself, in an empty folder. */
async function startServer(t: TestContext) {
  const cwd = mkdtempSync(join(tmpdir(), "express-"));
  const env = { ...process.env, SESSION_SECRET: "a secret for tests", PORT: "0" };
  const path = join(import.meta.dirname, "server.ts");
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const child = spawn(process.execPath, [path], { cwd, env, stdio: [...stdio] });
  t.after(() => {
    child.kill("SIGKILL");
    rmSync(cwd, { recursive: true });
  });
  assert.ok(child.stdout);
  const [url]: string[] = await once(createInterface(child.stdout), "line");
  assert.ok(url);
  return { child, url };
}

test("on SIGTERM, sends watches elsewhere, and ends by itself", async (t) => {
  const { child, url } = await startServer(t);
  const exit = once(child, "exit");
  await post(`${url}/sign-up`, ada);
  const signedIn = await post(`${url}/sign-in`, ada);
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const options = { baseUrl: url, httpVersion: "1.1", headers: { cookie } } as const;
  const users = createConnectClient(UserService, options);
  const watching = Promise.withResolvers<void>();
  const updates = users.watchUserUpdates({ userId: 1 }, { onHeaders: () => watching.resolve() });
  const next = updates[Symbol.asyncIterator]().next();
  const ended = assert.rejects(next, { code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
  await watching.promise;
  child.kill("SIGTERM");
  await ended;
  assert.deepEqual(await exit, [0, null]);
});

test("answers what has begun before it stops, and keeps no connection", async () => {
  const store = createMemoryStore();
  const [begun, room] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slowStore: typeof store = {
    ...store,
    async insert(...args) {
      begun.resolve();
      await room.promise;
      return store.insert(...args);
    },
  };
  const { url, stop } = await startApp(slowStore, "a secret for tests", 0);
  const signedUp = post(`${url}/sign-up`, ada);
  await begun.promise;
  const stopped = stop();
  room.resolve();
  const { status, headers } = await signedUp;
  assert.deepEqual([status, headers.get("connection")], [201, "close"]);
  await stopped;
  await assert.rejects(fetch(url), TypeError);
});
