import { execFileSync } from "node:child_process";
import { closeSync, constants, existsSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { startServer, temporaryFolder } from "./server-process.fixture.ts";

const fullDisk = "/dev/full";
const isThere = existsSync(fullDisk);
if (!isThere) console.log(`The test of a log on a full disk is skipped: there is no ${fullDisk}`);

it.skipIf(!isThere)(
  "a log that can't be written ends no server, and holds up no stop",
  async () => {
    const stderr = openSync(fullDisk, "w");
    const flags = ["--store", "memory:", "--log-level", "info"];
    await using server = await startServer(flags, { stderr });
    closeSync(stderr);
    using users = connectTo(server);
    for (let i = 0; i < 20; i += 1) expect(await users.listUsers({})).toMatchObject({ total: 0 });
    server.kill("SIGTERM");
    expect(await server.exited).toMatchObject({ code: 0, signal: null });
  },
);

/** The end to write to of a pipe that is full, and that nobody reads. */
function fullPipe(path: string): number {
  execFileSync("mkfifo", [path]);
  const [both, filling] = [
    openSync(path, "r+"),
    openSync(path, constants.O_WRONLY | constants.O_NONBLOCK),
  ];
  try {
    for (;;) writeSync(filling, "\n".repeat(4096));
  } catch (error) {
    expect(error).toMatchObject({ code: "EAGAIN" });
  }
  closeSync(filling);
  return both;
}

it("a log that nobody reads holds up no call, and the end of the process for a second", async () => {
  using folder = temporaryFolder();
  const stderr = fullPipe(join(folder.path, "log"));
  await using server = await startServer(["--store", "memory:", "--log-level", "info"], { stderr });
  using users = connectTo(server);
  for (let i = 0; i < 20; i += 1) expect(await users.listUsers({})).toMatchObject({ total: 0 });
  server.kill("SIGTERM");
  // Not by itself: Node waits for a write that never ends.
  expect(await server.exited).toMatchObject({ code: null, signal: "SIGKILL" });
  closeSync(stderr);
});
