import { describe, expect, it } from "vitest";
import { childrenOf, isAlive, patience } from "./children.fixture.ts";
import { connectTo, failureOf } from "./client.fixture.ts";
import { accepts, runToExit, startServer, temporaryFolder } from "./server-process.fixture.ts";
import { watchUser } from "./watch.fixture.ts";
import { writeUntilGone } from "./writing.fixture.ts";

async function start(folder: string, ...flags: readonly string[]) {
  const store = `sqlite:${folder}/users.db`;
  const own = ["--store", store, "--workers", "2", "--metrics-port", "0"];
  const server = await startServer([...own, ...flags]);
  return { server, workers: () => childrenOf(server.pid).toSorted((a, b) => a - b) };
}

describe("--workers", () => {
  it("serve one port, are replaced when they crash and on SIGHUP without a write that fails, and drained by one SIGTERM", async () => {
    using folder = temporaryFolder();
    const { server, workers } = await start(folder.path);
    await using _ = server;
    await expect.poll(() => server.stdout().match(/metrics at http:/g)).toHaveLength(2);
    expect(server.stdout().match(/^listening on/gm)).toHaveLength(1);
    using users = connectTo(server);
    const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
    const [first = 0, second] = workers();

    process.kill(first, "SIGKILL");
    await expect.poll(workers, patience).not.toContain(first);
    await expect.poll(workers, patience).toHaveLength(2);
    expect(workers()).toContain(second);

    const before = workers();
    server.kill("SIGHUP");
    const remaining = () => workers().filter((pid) => before.includes(pid));
    await writeUntilGone(remaining, users, () => connectTo(server), id);
    await expect.poll(workers, patience).toHaveLength(2);

    using watch = await watchUser(users, id);
    const last = workers();
    server.kill("SIGTERM");
    expect(await failureOf(watch.ended)).toMatchObject({ reason: "SHUTTING_DOWN" });
    expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
    expect(last.some(isAlive)).toBe(false);
  });

  it("told to stop amid a restart end in order, though a signal to all ends one that only starts", async () => {
    using folder = temporaryFolder();
    const { server, workers } = await start(folder.path, "--log-level", "error");
    await using _ = server;
    const old = workers();
    server.kill("SIGHUP");
    await expect.poll(workers, { ...patience, interval: 5 }).toHaveLength(3);
    server.kill("SIGTERM");
    // As systemd and terminals do.
    for (const pid of workers().filter((each) => !old.includes(each))) process.kill(pid, "SIGTERM");
    expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
  });

  it("do not outlive a primary that is killed", async () => {
    using folder = temporaryFolder();
    const { server, workers } = await start(folder.path);
    await using _ = server;
    const all = workers();
    expect(all).toHaveLength(2);
    server.kill("SIGKILL");
    await server.exited;
    await expect.poll(() => all.some(isAlive), patience).toBe(false);
    expect(await accepts(server.port)).toBe(false);
  });

  it("that can't start end the program with what the first of them says, once", async () => {
    using folder = temporaryFolder();
    const flags = ["--store", `sqlite:${folder.path}/users.db`, "--workers", "2"];
    const args = ["serve", ...flags, "--host", "192.0.2.1", "--log-level", "silent"];
    const { code, stdout, stderr } = await runToExit(args);
    expect(stderr).toMatch(/^user-server: cannot listen on 192\.0\.2\.1:50051: .+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
