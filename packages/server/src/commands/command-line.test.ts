import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
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

describe("with a server", () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer(["--store", "memory:"]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("a user is created, shown, changed, listed and deleted", async () => {
    const run = (args: readonly string[], input = "") => runCommand(args, { server, input });
    const password = "correct horse battery";
    const created = await run(
      ["create", "ada@example.com", "Ada \u{1f469}\u200d\u{1f52c}", "--password-stdin", "--json"],
      `${password}\n`,
    );
    expect(created).toMatchObject({ code: 0, stderr: "" });
    const { id } = JSON.parse(created.stdout);
    const changed = await run(["update", "ada@example.com", "--active", "no"]);
    expect(changed.stdout).toMatch(/^active +no$/m);
    expect((await run(["list", "--limit", "0"])).stdout).toContain(`${id}  ada@example.com`);
    expect((await run(["delete", "ada@example.com"])).stdout).toBe(`user ${id} is deleted\n`);
    const gone = await run(["get", `${id}`]);
    expect(gone).toEqual({
      code: 1,
      signal: null,
      stdout: "",
      stderr: `user-server: User ${id} not found\n`,
    });
  });

  it("a CSV file is imported, with each row that fails in a file, and no password there", async () => {
    using folder = temporaryFolder();
    const { path: cwd } = folder;
    const rows = [
      "email,name,password,is_active",
      'grace@example.com,"Grace, ""Amazing""",correct horse battery,',
      "nobody,Nobody,s3cret-of-nobody,",
      "s3cret-of-many,columns",
      "alan@example.com,Alan,,false",
    ];
    writeFileSync(join(cwd, "users.csv"), `\ufeff${rows.join("\r\n")}\r\n`);
    const args = ["import", "users.csv", "--failures", "failures.ndjson"];
    const { code, stdout } = await runCommand(args, { server, cwd });
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: "2 imported, 2 failed, see failures.ndjson\n",
    });
    const failures = readFileSync(join(cwd, "failures.ndjson"), "utf8");
    expect(failures).not.toContain("s3cret");
    const lines = failures.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { row: 3, input: { email: "nobody", name: "Nobody" }, code: "INVALID_ARGUMENT" },
      { row: 4, input: null, reason: "ROW_UNREADABLE" },
    ]);
    using users = connectTo(server);
    const alan = await users.getUserByEmail({ email: "alan@example.com" });
    expect(alan).toMatchObject({ name: "Alan", isActive: false });
    const credentials = { email: "grace@example.com", password: "correct horse battery" };
    expect(await users.verifyPassword(credentials)).toMatchObject({ name: 'Grace, "Amazing"' });
  });

  it("a watch prints what happens and ends in order when it is interrupted", async () => {
    using users = connectTo(server);
    const { id } = await users.createUser({ email: "eve@example.com", name: "Eve" });
    const watch = startCommand(["watch", `${id}`, "--after-revision", "1"], { server });
    await users.updateUser({ user: { id, name: "\u2067Eva" } });
    await watch.printed("stdout", "\n");
    watch.child.kill("SIGINT");
    const { code, stdout, stderr } = await watch.exited;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/user \d+ {2}name {2}"Eve" → "\\u\{2067\}Eva" {2}\(revision 2\)\n$/);
  });

  it("a watch of all can be resumed by its token", async () => {
    using users = connectTo(server);
    const watch = startCommand(["watch", "--existing", "--json"], { server });
    await watch.printed("stdout", '"heartbeat"');
    watch.child.kill("SIGTERM");
    const lines = (await watch.exited).stdout.trim().split("\n");
    const { resumeToken } = JSON.parse(lines.at(-1) ?? "");
    await users.createUser({ email: "later@example.com", name: "Later" });
    const resumed = startCommand(["watch", "--resume-token", resumeToken], { server });
    await resumed.printed("stdout", "created  later@example.com");
    resumed.child.kill("SIGINT");
    expect(await resumed.exited).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^user-server: --resume-token \S+ goes on from here\n$/),
    });
  });

  it("its health is an exit code", async () => {
    const args = ["check", "--service", "userservice.v1.UserService"];
    expect(await runCommand(args, { server })).toMatchObject({ code: 0, stdout: "SERVING\n" });
  });
});

describe("without a server", () => {
  it("a command says where it looked, and what may help, and ends with 1", async () => {
    const none = { address: "127.0.0.1:1" };
    const { code, stderr } = await runCommand(["check"], { server: none });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "user-server: The server can't be reached; is there a server at http://127.0.0.1:1? See --address\n",
    });
  });

  it("a bad command line is told of in one line that repeats no secret, and ends with 2", async () => {
    const { code, stdout, stderr } = await runCommand(["create", "a@b", "A", "--password=hunter2"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^user-server: passwords are not taken from flags.*\n$/);
    expect(stderr).not.toContain("hunter2");
  });

  it("a store is migrated", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "data/users.db");
    expect(await runCommand(["migrate", "--store", `sqlite:${path}`])).toMatchObject({ code: 0 });
    using database = new DatabaseSync(path, { readOnly: true });
    expect(database.prepare("SELECT count(*) AS users FROM users").get()).toEqual({ users: 0 });
  });
});

describe("an import", () => {
  it("that was killed creates nobody twice when it is run again; what is exported is what was imported", async () => {
    await using server = await startServer(["--store", "memory:"]);
    const all = linesOf("user", 5_000);
    const killed = startCommand(["import", "-", "--format", "ndjson"], { server });
    killed.child.stdin?.write(all.slice(0, all.length / 2));
    await expect.poll(() => totalAt(server), { timeout: 30_000 }).toBeGreaterThan(0);
    killed.child.kill("SIGKILL");
    await killed.exited;
    const input = ["import", "-", "--format", "ndjson", "--json"];
    const again = await runCommand(input, { server, input: all });
    expect(again).toMatchObject({ code: 0, stdout: '{"imported":5000,"failed":0}\n' });
    expect(await totalAt(server)).toBe(5_000);

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
    const all = linesOf("user", 4_000);
    await using first = await startServer(store);
    const running = startCommand(["import", "-", "--format", "ndjson"], { server: first });
    running.child.stdin?.write(all.slice(0, all.length / 2));
    await expect.poll(() => totalAt(first), { timeout: 30_000 }).toBeGreaterThan(0);
    first.kill("SIGKILL");
    await first.exited;
    running.child.stdin?.end(all.slice(all.length / 2));
    await running.printed("stderr", "again in");
    await using second = await startServer([...store, "--port", `${first.port}`]);
    expect(await running.exited).toMatchObject({ code: 0, stdout: "4,000 imported\n" });
    expect(await totalAt(second)).toBe(4_000);
  });
});
