import { linkSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectTo } from "../../client.fixture.ts";
import { type ServerProcess, startServer, temporaryFolder } from "../../server-process.fixture.ts";
import { runCommand } from "../command.fixture.ts";

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer(["--store", "memory:"]);
});
afterAll(() => server[Symbol.asyncDispose]());

it("a file of failures is not the file that is imported, by whatever name", async () => {
  using folder = temporaryFolder();
  const users = join(folder.path, "users.csv");
  const link = join(folder.path, "link");
  writeFileSync(users, "email,name\n");
  linkSync(users, link);
  expect(await runCommand(["import", users, "--failures", link], { server })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^user-server: --failures would take the place/),
  });
  expect(readFileSync(users, "utf8")).toBe("email,name\n");
});

it("a file of failures is left as it was where nothing comes of an import, and made anew where something does", async () => {
  using folder = temporaryFolder();
  const users = join(folder.path, "users.csv");
  const failures = join(folder.path, "failures.ndjson");
  const args = ["import", users, "--failures", failures];
  writeFileSync(failures, "of an earlier run", { mode: 0o644 });
  const isLeft = async (server: { readonly address: string }, said: RegExp) => {
    const stderr = expect.stringMatching(said);
    expect(await runCommand(args, { server })).toMatchObject({ code: 1, stdout: "", stderr });
    expect(readFileSync(failures, "utf8")).toBe("of an earlier run");
  };
  writeFileSync(users, "email,name\n");
  await isLeft({ address: "127.0.0.1:1" }, /is there a server/);
  writeFileSync(users, "email,nickname\n");
  await isLeft(server, /nickname/);
  writeFileSync(users, "email,name\n");
  expect(await runCommand(args, { server })).toMatchObject({ code: 0 });
  expect(readFileSync(failures, "utf8")).toBe("");
  expect(statSync(failures).mode & 0o777).toBe(0o600);
  writeFileSync(users, "email,name\nnobody,Nobody\n");
  writeFileSync(failures, "of an earlier run, and longer than what takes its place".repeat(50));
  expect(await runCommand(args, { server })).toMatchObject({ code: 1 });
  const lines = readFileSync(failures, "utf8").split("\n");
  expect(lines).toEqual([expect.stringMatching(/^\{"row":2,.*\}$/), ""]);
});

it("a file of failures that can't be written stops an import before anything is read", async () => {
  using folder = temporaryFolder();
  const users = join(folder.path, "users.csv");
  writeFileSync(users, "email,name\nunsent@example.com,Unsent\n");
  const args = ["import", users, "--failures", join(folder.path, "missing", "failures.ndjson")];
  expect(await runCommand(args, { server })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^user-server: cannot write --failures .*: ENOENT\n$/),
  });
  using there = connectTo(server);
  const unsent = there.getUserByEmail({ email: "unsent@example.com" });
  await expect(unsent).rejects.toMatchObject({ code: "NOT_FOUND" });
});
