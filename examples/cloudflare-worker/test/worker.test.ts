import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { expect, it, onTestFinished } from "vitest";
import { type RunningWorker, startWorker } from "./workerd.ts";

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "worker-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function start(folder: string): Promise<RunningWorker> {
  const worker = await startWorker("src/worker.ts", folder);
  onTestFinished(worker.kill);
  return worker;
}

function connect({ baseUrl }: RunningWorker, token = "change-me") {
  const headers = { authorization: `Bearer ${token}` };
  return createConnectClient(UserService, { baseUrl, httpVersion: "1.1", headers });
}

it("keeps users and their history, whatever becomes of the machine", async () => {
  const folder = emptyFolder();
  const first = await start(folder);
  const email = "ada@example.com";
  const { id } = await connect(first).createUser({ email, name: "Ada", password: "correct horse" });
  await connect(first).updateUser({ user: { id, name: "Ada Lovelace" } });
  await first.kill();

  const users = connect(await start(folder));
  expect(await users.verifyPassword({ email, password: "correct horse" })).toMatchObject({ id });
  await users.deleteUser({ userId: id });
  const seen: string[] = [];
  for await (const { newValue } of users.watchUserUpdates({ userId: id, afterRevision: 1n })) {
    seen.push(newValue);
  }
  expect(seen).toEqual(["Ada Lovelace", "true"]);
});

it("shows a watch what others write", async () => {
  const worker = await start(emptyFolder());
  const { id } = await connect(worker).createUser({ email: "ada@example.com", name: "Ada" });
  const watching = Promise.withResolvers<void>();
  const options = { onHeaders: () => watching.resolve() };
  const watch = connect(worker).watchUserUpdates({ userId: id }, options)[Symbol.asyncIterator]();
  const first = watch.next();
  await watching.promise;
  await connect(worker).updateUser({ user: { id, name: "Bea" } });
  expect((await first).value).toMatchObject({ field: "name", newValue: "Bea" });
  await watch.return?.();
});

it("lets in whoever has the token, and serves its own pages beside", async () => {
  const worker = await start(emptyFolder());
  const failure = connect(worker, "guessed").listUsers({});
  await expect(failure).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  expect(await (await fetch(worker.baseUrl)).text()).toBe("your own pages");
});
