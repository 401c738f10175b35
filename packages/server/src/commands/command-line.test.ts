import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { allUsers, connectTo } from "../client.fixture.ts";
import { type ServerProcess, startServer, temporaryFolder } from "../server-process.fixture.ts";
import { UsageError } from "../usage-error.ts";
import { runCommand, startCommand } from "./command.fixture.ts";
import { fields, ignored } from "./import/row.ts";
import { runProgram } from "./program.ts";

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

/** Runs a command in this process: one that neither waits for signals nor reads its input. */
async function runHere(
  args: readonly string[],
  { address }: { readonly address: string },
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const written = (name: "stdout" | "stderr") =>
    vi.spyOn(process[name], "write").mockReturnValue(true);
  const [stdout, stderr] = [written("stdout"), written("stderr")];
  const textOf = (spy: typeof stdout) => spy.mock.calls.map(([text]) => text).join("");
  try {
    const code = await runProgram(args, { USER_SERVER_ADDRESS: `http://${address}` });
    return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer(["--store", "memory:"]);
});
afterAll(() => server[Symbol.asyncDispose]());

describe("a command", () => {
  it("creates a user with a password from standard input; others show, change, list and delete", async () => {
    const password = "correct horse battery";
    const name = "Ada \u{1f469}\u200d\u{1f52c}";
    const args = ["create", "ada@example.com", name, "--password-stdin", "--json"];
    const created = await runCommand(args, { server, input: `${password}\n` });
    expect(created).toMatchObject({ code: 0, stderr: "" });
    const { id } = JSON.parse(created.stdout);
    using users = connectTo(server);
    expect(await users.verifyPassword({ email: "ada@example.com", password })).toMatchObject({
      name,
    });
    const changed = await runHere(["update", "ada@example.com", "--active", "no"], server);
    expect(changed.stdout).toMatch(/^active +no$/m);
    expect((await runHere(["list", "--limit", "0"], server)).stdout).toMatch(
      new RegExp(`^ *${id} {2}ada@example.com`, "m"),
    );
    expect(await runHere(["delete", `${id}`], server)).toMatchObject({
      stdout: `user ${id} is deleted\n`,
    });
    expect(await runHere(["get", `${id}`], server)).toEqual({
      code: 1,
      stdout: "",
      stderr: `user-server: User ${id} not found\n`,
    });
  });

  it("tells by its exit code whether a server is healthy", async () => {
    const args = ["check", "--service", "userservice.v1.UserService"];
    expect(await runHere(args, server)).toMatchObject({ code: 0, stdout: "SERVING\n" });
    expect(await runHere(["check"], { address: "127.0.0.1:1" })).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "user-server: The server can't be reached; is there a server at http://127.0.0.1:1? See --address\n",
    });
  });

  it("takes an address of this machine without http://, too", async () => {
    const of = (host: string) => ["check", "--address", `${host}:${server.port}`];
    for (const args of [of("127.0.0.1"), of("localhost")]) {
      expect(await runHere(args, { address: "127.0.0.1:1" })).toMatchObject({ code: 0 });
    }
  });

  it("says in the help of an import what columns there are", async () => {
    const { stdout } = await runHere(["import", "--help"], server);
    const [, columns = ""] = stdout.split("Columns of a CSV");
    const names = [...Object.keys(fields), ...ignored].filter((name) => !/[A-Z]/.test(name));
    expect(columns.match(/\b[a-z]+(_[a-z]+)?\b/g)).toEqual(expect.arrayContaining(names));
    expect(stdout).toMatch(/--json +print the summary as a line of JSON/);
  });

  it("migrates a store", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "data/users.db");
    expect(await runHere(["migrate", "--store", `sqlite:${path}`], server)).toMatchObject({
      code: 0,
    });
    using database = new DatabaseSync(path, { readOnly: true });
    expect(database.prepare("SELECT count(*) AS users FROM users").get()).toEqual({ users: 0 });
  });

  it.each([
    [["create", "a@b", "A", "--password=hunter2"], /^passwords are not taken from flags/],
    [["list", "--tokn=hunter2"], /^unknown option '--tokn'$/],
    [["create", "a@b", "A", "hunter2"], /^too many arguments/],
    [["list", "--limt", "3"], /did you mean --limit\?$/],
    [["lst"], /^no command lst; did you mean list\?$/],
    [["help", "lst"], /^no command lst; did you mean list\?$/],
    [["lst", "--help"], /^no command lst; did you mean list\?$/],
    [["help", "toString"], /^no command toString; try user-server --help$/],
    [["get", "--address", "http://me:hunter2@host", "1"], /^--address must be/],
    [["get", "--address", "users.example.com:50051", "1"], /^--address must be as http:/],
    [["get", "--address", "localhost:1@users.example.com", "1"], /^--address must be as http:/],
    [["get", "ada"], /neither an id nor an email$/],
    [["update", "1"], /^nothing to change/],
    [["watch", "1", "--existing"], /are for all users$/],
    [["watch", "--resume-token", ""], /^--resume-token is empty$/],
    [["export", "--follow", "users.csv"], /^--follow is for standard output/],
    [["export", "/dev/null", "--format", "csv"], /^\/dev\/null is no file/],
    [["import", "a.csv", "--failures", "./a.csv"], /^--failures would take the place/],
  ])("given as %j is told to be wrong in a line that repeats no secret", async (args, line) => {
    const refusal = runHere(args, server).catch((error: unknown) => error);
    expect(await refusal).toBeInstanceOf(UsageError);
    const message = `${await refusal}`.replace("UsageError: ", "");
    expect(message).toMatch(line);
    expect(message).not.toContain("hunter2");
  });
});

it.each([
  [[], "Usage: user-server COMMAND"],
  [["help"], "Usage: user-server COMMAND"],
  [["help", "help"], "Usage: user-server COMMAND"],
  [["--help"], "Usage: user-server COMMAND"],
  [["help", "list"], "Usage: user-server list [flags]"],
  [["list", "-h"], "Usage: user-server list [flags]"],
])("%j prints help", async (args, usage) => {
  const { code, stdout } = await runHere(args, server);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(usage) });
});

describe("as a process", () => {
  it("a password that is not UTF-8 is refused: it would be another than what was typed", async () => {
    const input = Buffer.from("pa\u00dfw\u00f6rter\n", "latin1");
    const args = ["create", "latin@example.com", "Latin", "--password-stdin"];
    expect(await runCommand(args, { server, input })).toMatchObject({
      code: 2,
      stderr: "user-server: the password is not UTF-8\n",
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
    writeFileSync(join(cwd, "failures.ndjson"), "of an earlier run", { mode: 0o644 });
    const args = ["import", "users.csv", "--failures", "failures.ndjson"];
    const { code, stdout } = await runCommand(args, { server, cwd });
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: "2 created, 2 failed, see failures.ndjson\n",
    });
    expect(statSync(join(cwd, "failures.ndjson")).mode & 0o777).toBe(0o600);
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
    // Without "watching" if all this was done before that could be known.
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^(user-server: watching\n)?$/),
    });
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
      stderr: expect.stringMatching(
        /^user-server: watching\nuser-server: --resume-token \S+ goes on from here\n$/,
      ),
    });
  });
});

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
