import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openStore, testConnection, testFolder, testPath } from "./open-store.fixture.ts";

const program = fileURLToPath(new URL("store-process.fixture.ts", import.meta.url));
const kills = 50;
/** Each has a database of its own. */
const lanes = 2;

it("keeps every acknowledged user through fifty kills in the middle of concurrent creates", async () => {
  const { path: inFolder } = testFolder();
  const start = (args: readonly string[]) =>
    spawn(process.execPath, [program, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      // Half of a short life is compiling.
      env: { ...process.env, NODE_COMPILE_CACHE: inFolder("compile-cache") },
    });
  const lane = () => killAgainAndAgain(start, kills / lanes);
  await Promise.all(Array.from({ length: lanes }, lane));
}, 60_000);

type Start = (args: readonly string[]) => ChildProcessByStdio<null, Readable, null>;

async function killAgainAndAgain(start: Start, times: number): Promise<void> {
  const path = testPath();
  const acknowledged = new Map<number, string>();
  for (let round = 0; round < times; round += 1) {
    // Killed after more and more users, so at ever other points of a commit.
    const child = start([path, "forever", `round${round}`]);
    const users = await createUntilKilled(child, 1 + round * 13);
    for (const [id, email] of users) {
      expect(acknowledged.has(id), `id ${id} was given before`).toBe(false);
      acknowledged.set(id, email);
    }
    await expectKept(path, acknowledged);
  }
}

/** Kills a process that creates users after that many, and gives all it told of. */
async function createUntilKilled(
  child: ReturnType<Start>,
  users: number,
): Promise<[id: number, email: string][]> {
  let told = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    told += text;
    if (told.split("\n").length > users) child.kill("SIGKILL");
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
  const lines = told.split("\n").slice(0, -1);
  return lines.map((line) => {
    const [id, email = ""] = line.split(" ");
    return [Number(id), email];
  });
}

async function expectKept(path: string, acknowledged: ReadonlyMap<number, string>): Promise<void> {
  const store = await openStore(path);
  const users = await store.get([...acknowledged.keys()]);
  expect(users.map((user) => user?.email)).toEqual([...acknowledged.values()]);
  const database = testConnection(path);
  expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  // What was not told of is there whole or not at all.
  const present = database.prepare("SELECT count(*) AS n, max(id) AS last FROM users").get();
  const counters = database.prepare("SELECT users AS n, last_user_id AS last FROM counters").get();
  expect(counters).toEqual(present);
  const log = database.prepare("SELECT count(*) AS n, max(user_id) AS last FROM events").get();
  expect(log).toEqual(present);
  database.close();
  await store.close();
}
