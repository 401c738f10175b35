import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { allUsers, connectTo, failureOf, type TestClient } from "./client.fixture.ts";
import { eventually } from "./eventually.fixture.ts";
import {
  accepts,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from "./server-process.fixture.ts";
import { watchUser } from "./watch.fixture.ts";

const memory = ["--store", "memory:"];

/** A BatchCreateUsers of which the server has created the first user, and that goes on when told to. */
async function beginBatch(users: TestClient) {
  const rest = Promise.withResolvers<number>();
  const entry = () => ({ email: `${randomUUID()}@example.com`, name: "N" });
  const first = entry();
  async function* entries() {
    yield first;
    for (let left = await rest.promise; left > 0; left -= 1) yield entry();
  }
  const answer = users.batchCreateUsers(entries());
  // Whoever began it awaits it later.
  answer.catch(() => {});
  await eventually(async () => {
    const created = await users.getUserByEmail({ email: first.email }).catch(() => undefined);
    return created !== undefined;
  });
  return { answer, sendRest: rest.resolve };
}

function refusesConnections({ port }: ServerProcess): Promise<void> {
  return eventually(async () => !(await accepts(port)));
}

describe.concurrent.each(["SIGTERM", "SIGINT"] as const)("on %s the server", (signal) => {
  it("accepts no connection, lets a batch finish, ends watches, and exits with 0", async () => {
    using folder = temporaryFolder();
    const store = ["--store", `sqlite:${folder.path}/users.db`];
    await using server = await startServer(store);
    using users = connectTo(server);
    using watcher = connectTo(server);
    const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
    using watch = await watchUser(watcher, id);
    const batch = await beginBatch(users);

    server.kill(signal);
    expect(await failureOf(watch.ended)).toMatchObject({
      code: "UNAVAILABLE",
      reason: "SHUTTING_DOWN",
    });
    await refusesConnections(server);
    using late = connectTo(server, { maxAttempts: 1 });
    expect(await failureOf(late.getUser({ userId: id }))).toMatchObject({ code: "UNAVAILABLE" });

    batch.sendRest(2_999);
    expect(await batch.answer).toMatchObject({ total: 3_000, failed: 0 });
    expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });

    await using again = await startServer(store);
    using after = connectTo(again);
    expect((await allUsers(after)).size).toBe(3_001);
  });
});

describe.concurrent("a server told to stop", () => {
  it("says in its log that it stops, within what times, and in its last line that it has", async () => {
    const flags = ["--log-level", "info", "--grace", "3s"];
    await using server = await startServer([...memory, ...flags]);
    server.kill("SIGTERM");
    const { code, stderr } = await server.exited;
    const lines = stderr.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { msg: "stopping", delayMs: 0, graceMs: 3_000 },
      { msg: "stopped" },
    ]);
  });

  it("does not wait for idle connections", async () => {
    // It would be until the end of the grace.
    await using server = await startServer([...memory, "--grace", "1h"]);
    using users = connectTo(server);
    await users.listUsers({});
    server.kill("SIGTERM");
    expect(await server.exited).toMatchObject({ code: 0 });
  });

  it("cuts after --grace a call that never ends, and lets one go on for as long", async () => {
    await using short = await startServer([...memory, "--grace", "1s"]);
    await using long = await startServer([...memory, "--grace", "1h"]);
    using cut = connectTo(short);
    using kept = connectTo(long);
    const [never, late] = await Promise.all([beginBatch(cut), beginBatch(kept)]);
    long.kill("SIGTERM");
    short.kill("SIGTERM");
    expect(await failureOf(never.answer)).toMatchObject({
      code: "UNAVAILABLE",
      reason: "SHUTTING_DOWN",
    });
    expect(await short.exited).toMatchObject({ code: 0 });
    late.sendRest(0);
    expect(await late.answer).toMatchObject({ total: 1 });
    expect(await long.exited).toMatchObject({ code: 0 });
  });

  it("does not wait any longer when told a second time", async () => {
    await using server = await startServer(memory);
    using users = connectTo(server);
    const batch = await beginBatch(users);
    server.kill("SIGTERM");
    await refusesConnections(server);
    server.kill("SIGTERM");
    expect(await server.exited).toMatchObject({ code: 1 });
    expect(await failureOf(batch.answer)).toMatchObject({ code: "UNAVAILABLE" });
  });
});
