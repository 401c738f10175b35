import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Middleware, ServiceError } from "@org/user-core";
import { expect, it } from "vitest";
import { temporaryFolder } from "../server-process.fixture.ts";
import { startBreakingServer } from "./breaking-server.fixture.ts";
import { runCommand, startCommand } from "./command.fixture.ts";

/** Does this before each page from a number on, from 1. */
function beforePagesFrom(first: number, act: (signal: AbortSignal) => Promise<void>): Middleware {
  let pages = 0;
  return async (call, proceed) => {
    pages += 1;
    if (pages >= first) await act(call.signal);
    await proceed();
  };
}

const gone = new ServiceError("UNAVAILABLE", "Gone for now");

it("goes on by itself when the server is gone amid it and comes back, with every user once", async () => {
  using folder = temporaryFolder();
  let isGone = true;
  const mayRefuse = async () => {
    if (isGone) throw gone;
  };
  using server = await startBreakingServer(250, beforePagesFrom(2, mayRefuse));
  const running = startCommand(["export", "users.ndjson"], { server, cwd: folder.path });
  await running.printed("stderr", "Gone for now");
  isGone = false;
  const { code, stderr } = await running.exited;
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^(user-server: Gone for now; .*; again in \d+\.\d s\n)+user-server: 250 users in users.ndjson\n$/,
  );
  const lines = readFileSync(join(folder.path, "users.ndjson"), "utf8").trim().split("\n");
  const everybody = Array.from({ length: 250 }, (_, i) => i + 1);
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(everybody);
});

it("fails at once, and leaves no file, where the server was never there", async () => {
  using folder = temporaryFolder();
  const refuse = () => Promise.reject(gone);
  using server = await startBreakingServer(250, beforePagesFrom(1, refuse));
  const exit = await runCommand(["export", "users.csv"], { server, cwd: folder.path });
  expect(exit).toMatchObject({ code: 1, stdout: "" });
  expect(exit.stderr).toMatch(/^user-server: Gone for now; .*See --address\n$/);
  expect(readdirSync(folder.path)).toEqual([]);
});

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "leaves no half of a file when it is ended by %s",
  async (name) => {
    using folder = temporaryFolder();
    const asked = Promise.withResolvers<void>();
    const hold = (signal: AbortSignal) => {
      asked.resolve();
      return new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    };
    using server = await startBreakingServer(250, beforePagesFrom(2, hold));
    const running = startCommand(["export", "users.csv"], { server, cwd: folder.path });
    await asked.promise;
    expect(readdirSync(folder.path)).toEqual([expect.stringMatching(/\.partial$/)]);
    running.child.kill(name);
    expect(await running.exited).toMatchObject({ code: 1, stderr: "user-server: interrupted\n" });
    expect(readdirSync(folder.path)).toEqual([]);
  },
);
