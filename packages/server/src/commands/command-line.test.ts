import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectTo } from "../client.fixture.ts";
import { type ServerProcess, startServer, temporaryFolder } from "../server-process.fixture.ts";
import { UsageError } from "../usage-error.ts";
import { runCommand, startCommand } from "./command.fixture.ts";
import { fields, ignored } from "./import/row.ts";
import { runProgram } from "./program.ts";

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
