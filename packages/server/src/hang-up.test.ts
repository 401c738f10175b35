import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectTo, failureOf } from "./client.fixture.ts";
import { startServer, temporaryFolder } from "./server-process.fixture.ts";
import { watchUser } from "./watch.fixture.ts";

const reason = missingScript();
if (reason !== undefined) console.log(`Tests of a terminal that hangs up are skipped: ${reason}`);

function missingScript(): string | undefined {
  try {
    const told = execFileSync("script", ["--version"], { encoding: "utf8", stdio: "pipe" });
    return told.includes("util-linux") ? undefined : "the script command is not of util-linux";
  } catch {
    return "there is no script command of util-linux, which has a terminal to start it on";
  }
}

it("SIGHUP without --workers changes nothing, and the log says that there is nothing to reload", async () => {
  await using server = await startServer(["--store", "memory:", "--log-level", "warn"]);
  using users = connectTo(server);
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  using watch = await watchUser(users, id);
  server.kill("SIGHUP");
  await users.updateUser({ user: { id, name: "Ada L" } });
  expect(await watch.next()).toMatchObject({ newValue: "Ada L" });
  server.kill("SIGTERM");
  const { code, stderr } = await server.exited;
  expect(JSON.parse(stderr)).toMatchObject({
    msg: "SIGHUP: without --workers there is nothing to reload",
  });
  expect(code).toBe(0);
});

describe("SIGHUP to a server that still waits for its database", () => {
  it.each([
    ["alone", []],
    ["with --workers", ["--workers", "2"]],
  ])("does not end it, %s", async (_, flags) => {
    await using database = createServer().listen(0, "127.0.0.1");
    await once(database, "listening");
    const store = `postgres://127.0.0.1:${(database.address() as AddressInfo).port}/users`;
    const main = join(import.meta.dirname, "main.ts");
    const args = [main, "serve", "--store", store, "--port", "0", ...flags];
    const server = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    onTestFinished(() => void server.kill("SIGKILL"));
    const [connection] = await once(database, "connection");
    server.kill("SIGHUP");
    // Of two signals that wait, SIGHUP is delivered first.
    server.kill("SIGTERM");
    expect(await once(server, "exit")).toEqual([null, "SIGTERM"]);
    connection.destroy();
  });
});

/** What a file says; `undefined` if there is none. */
function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** Starts a server on a terminal of its own. */
async function startOnTerminal(folder: string, ...flags: readonly string[]) {
  const [exitCode, group] = [join(folder, "exit-code"), join(folder, "group")];
  const main = join(import.meta.dirname, "main.ts");
  const store = ["--store", `sqlite:${folder}/users.db`, "--port", "0"];
  const command = [process.execPath, main, "serve", ...store, ...flags].join(" ");
  // A shell tells its jobs that their terminal has gone; this one outlives it, to tell how they ended.
  const tell = "trap 'kill -HUP -$!' HUP; wait $!";
  const line = `set -m; ${command} & echo $! > ${group}; ${tell}; wait $!; echo $? > ${exitCode}`;
  const terminal = spawn("script", ["-qfc", line, "/dev/null"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => {
    terminal.kill("SIGKILL");
    // One that has not ended by itself outlives its terminal.
    if (textOf(exitCode) === undefined) process.kill(-Number(textOf(group)), "SIGKILL");
  });
  let printed = "";
  terminal.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const address = () => /listening on http:\/\/(\S+)/.exec(printed)?.[1];
  while (address() === undefined) await once(terminal.stdout, "data");
  return {
    address: address() ?? "",
    async hangUp() {
      terminal.kill("SIGKILL");
      await once(terminal, "close");
    },
    exitCode: () => textOf(exitCode),
  };
}

describe.skipIf(reason !== undefined)("a terminal that hangs up", () => {
  it.each([
    ["alone", []],
    ["with --workers", ["--workers", "2"]],
  ])("stops the server that was started on it in order, %s", async (_, flags) => {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    const server = await startOnTerminal(folder.path, ...flags);
    using users = connectTo(server);
    const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
    using watch = await watchUser(users, id);
    await server.hangUp();
    expect(await failureOf(watch.ended)).toMatchObject({ reason: "SHUTTING_DOWN" });
    await expect.poll(server.exitCode, { timeout: 20_000 }).toBe("0\n");
  });
});
