import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openStore, testPath } from "./open-store.fixture.ts";
import { newUser } from "./samples.fixture.ts";

const program = fileURLToPath(new URL("store-process.fixture.ts", import.meta.url));

it("hints at another process's commit within 250 ms", async () => {
  const path = testPath();
  const store = await openStore(path);
  const other = await startProcess(path);
  for (let i = 0; i < 5; i += 1) {
    const hinted = Promise.withResolvers<number>();
    const stop = store.onHint(() => hinted.resolve(performance.now()));
    await createIn(other, `user${i}@example.com`);
    const committed = performance.now();
    expect((await hinted.promise) - committed).toBeLessThan(250);
    expect(await store.count()).toBe(i + 1);
    stop();
  }
});

it("has one winner when two processes create one email", async () => {
  const path = testPath();
  const processes = await Promise.all([startProcess(path), startProcess(path)]);
  const store = await openStore(path);
  for (let i = 0; i < 50; i += 1) {
    const email = `user${i}@example.com`;
    const outcomes = await Promise.all([
      ...processes.map((each) => createIn(each, email)),
      store.insert([newUser(email)]).then(([outcome]) => outcome?.kind),
    ]);
    expect(outcomes.toSorted()).toEqual(["created", "email_taken", "email_taken"]);
  }
  expect(await store.count()).toBe(50);
});

async function startProcess(path: string): Promise<ChildProcess> {
  const child = fork(program, [path], { execArgv: [] });
  onTestFinished(async () => {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  });
  await once(child, "message");
  return child;
}

async function createIn(child: ChildProcess, email: string): Promise<unknown> {
  const answered = once(child, "message");
  child.send(email);
  const [kind] = await answered;
  return kind;
}
