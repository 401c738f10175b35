import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allUsers, connectTo } from "../client.fixture.ts";
import { type ServerProcess, startServer, temporaryFolder } from "../server-process.fixture.ts";
import { runCommand, startCommand } from "./command.fixture.ts";

/** Some users as JSON lines. */
function linesOf(name: string, count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    return `{"email":"${name}${i}@example.com","name":"${name} ${i}"}\n`;
  });
  return lines.join("");
}

/** How many users are there, as the server has them. */
async function totalAt(server: ServerProcess): Promise<number> {
  using users = connectTo(server);
  return (await users.listUsers({ pageSize: 1 })).total;
}

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer(["--store", "memory:"]);
});
afterAll(async () => server[Symbol.asyncDispose]());

describe("an import", () => {
  it("that was killed creates nobody twice when it is run again; what is exported is what was imported", async () => {
    const before = await totalAt(server);
    const all = linesOf("user", 2_500);
    const killed = startCommand(["import", "-", "--format", "ndjson"], { server });
    killed.child.stdin?.write(all.slice(0, all.length / 2));
    await expect.poll(() => totalAt(server), { timeout: 30_000 }).toBeGreaterThan(before);
    killed.child.kill("SIGKILL");
    await killed.exited;
    const input = ["import", "-", "--format", "ndjson", "--json"];
    const again = await runCommand(input, { server, input: all });
    expect(again).toMatchObject({ code: 0 });
    const { imported, created, failed } = JSON.parse(again.stdout);
    expect({ imported, failed, isPartlyNew: 0 < created && created < 2_500 }).toEqual({
      imported: 2_500,
      failed: 0,
      isPartlyNew: true,
    });
    expect(await totalAt(server)).toBe(before + 2_500);

    using folder = temporaryFolder();
    const path = join(folder.path, "users.csv");
    expect(await runCommand(["export", path], { server })).toMatchObject({ code: 0 });
    await using other = await startServer(["--store", "memory:"]);
    expect(await runCommand(["import", path, "--quiet"], { server: other })).toEqual({
      code: 0,
      signal: null,
      stdout: "",
      stderr: "",
    });
    using users = connectTo(server);
    using others = connectTo(other);
    expect([...(await allUsers(others)).values()]).toEqual([...(await allUsers(users)).values()]);
  });

  it("goes on by itself when its server is killed and comes back", async () => {
    using folder = temporaryFolder();
    const store = ["--store", `sqlite:${folder.path}/users.db`];
    const all = linesOf("user", 2_500);
    await using first = await startServer(store);
    const running = startCommand(["import", "-", "--format", "ndjson"], { server: first });
    running.child.stdin?.write(all.slice(0, all.length / 2));
    await expect.poll(() => totalAt(first), { timeout: 30_000 }).toBeGreaterThan(0);
    first.kill("SIGKILL");
    await first.exited;
    running.child.stdin?.end(all.slice(all.length / 2));
    await running.printed("stderr", "again in");
    await using second = await startServer([...store, "--port", `${first.port}`]);
    expect(await running.exited).toMatchObject({ code: 0, stdout: "2,500 created\n" });
    expect(await totalAt(second)).toBe(2_500);
  });
});
