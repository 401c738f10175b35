import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { runToExit, startServer, temporaryFolder } from "./server-process.fixture.ts";

/** Where a test's store is, and how to make something else of that place. */
const foreign: Readonly<Record<string, (path: string) => void>> = {
  "a folder": (path) => mkdirSync(path, { recursive: true }),
  "a file that is no database": (path) => writeFileSync(path, "Dear diary,\n".repeat(1_000)),
  "a short file that is no database": (path) => writeFileSync(path, "Dear diary"),
  "a database of another application": (path) =>
    writeDatabase(path, "CREATE TABLE users (id INTEGER); INSERT INTO users VALUES (1)"),
  "a database of another application, in WAL mode": (path) =>
    writeDatabase(path, "PRAGMA journal_mode = WAL; CREATE TABLE users (id INTEGER)"),
  "a marked database without tables": (path) =>
    writeDatabase(path, "PRAGMA application_id = 7; VACUUM"),
};

function writeDatabase(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

/** Every file of a folder with its bytes. */
function contentsOf(folder: string): [name: string, bytes: string][] {
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return [name, statSync(path).isFile() ? readFileSync(path, "hex") : "a folder"];
  });
}

function serveStore(path: string) {
  return runToExit(["serve", "--port", "0", "--store", `sqlite:${path}`]);
}

describe("the store of serve", () => {
  it("is in a folder that it makes for its user alone", async () => {
    using folder = temporaryFolder();
    await using _server = await startServer([
      "--store",
      `sqlite:${join(folder.path, "a/users.db")}`,
    ]);
    expect(statSync(join(folder.path, "a")).mode & 0o777).toBe(0o700);
  });

  it("is made with its folder, and has its users after a restart", async () => {
    using folder = temporaryFolder();
    const flags = ["--store", `sqlite:${join(folder.path, "a/b/users.db")}`];
    const create = async () => {
      await using server = await startServer(flags);
      using users = connectTo(server);
      return await users.createUser({ email: "ada@example.com", name: "Ada" });
    };
    const created = await create();
    await using server = await startServer(flags);
    using users = connectTo(server);
    expect(await users.getUser({ userId: created.id })).toEqual(created);
  });

  it.each(Object.entries(foreign))("is refused, unchanged, where there is %s", async (_, make) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "users.db");
    make(path);
    const before = contentsOf(folder.path);
    const { code, stdout, stderr } = await serveStore(path);
    expect(stderr).toMatch(/^user-server: .+\n$/);
    expect(stderr).toContain(path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(contentsOf(folder.path)).toEqual(before);
  });

  it("is refused with one line where its folder can't be made", async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "file"), "");
    const { code, stdout, stderr } = await serveStore(join(folder.path, "file/users.db"));
    expect(stderr).toMatch(/^user-server: .+\n$/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });
});
