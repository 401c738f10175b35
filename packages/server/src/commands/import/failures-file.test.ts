import { linkSync, readFileSync, writeFileSync } from "node:fs";
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

it("a file of failures is left as it was where no server answers, and made anew where one does", async () => {
  using folder = temporaryFolder();
  const users = join(folder.path, "users.csv");
  const failures = join(folder.path, "failures.ndjson");
  writeFileSync(users, "email,name\n");
  writeFileSync(failures, "of an earlier run");
  const args = ["import", users, "--failures", failures];
  const nowhere = { address: "127.0.0.1:1" };
  expect(await runCommand(args, { server: nowhere })).toMatchObject({ code: 1, stdout: "" });
  expect(readFileSync(failures, "utf8")).toBe("of an earlier run");
  expect(await runCommand(args, { server })).toMatchObject({ code: 0 });
  expect(readFileSync(failures, "utf8")).toBe("");
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
