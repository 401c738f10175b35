import { type Cluster, startCluster } from "@org/postgres-cluster";
import { isServiceError, watchUsers } from "@org/user-core";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { runToExit, type ServerProcess, startServer } from "./server-process.fixture.ts";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.remove());

const clientsOfEach = 16;

describe("four instances on one PostgreSQL, with 64 clients", () => {
  let servers: ServerProcess[] = [];
  const start = () => startServer(["--store", cluster.url()]);
  beforeAll(async () => {
    // The first four migrate at once.
    servers = await Promise.all([start(), start(), start(), start()]);
  });
  afterAll(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
  });

  /** As many clients of each instance, the instances in turn. */
  function clients() {
    return Array.from({ length: clientsOfEach }, () =>
      servers.map((server) => connectTo(server)),
    ).flat();
  }

  it("have exactly one winner for each email that all of them create at once", async () => {
    const all = clients();
    const before = (await all[0]?.listUsers({}))?.total ?? 0;
    for (let round = 0; round < 10; round += 1) {
      const outcomes = await Promise.all(
        all.map((users, i) =>
          users
            .createUser({ email: `Round${round}@example.com`, name: `Client ${i}` })
            .then(({ id }) => id, reasonOf),
        ),
      );
      expect(outcomes.filter((each) => typeof each === "number")).toHaveLength(1);
      const others = new Set(outcomes.filter((each) => typeof each !== "number"));
      expect(others).toEqual(new Set(["EMAIL_TAKEN"]));
    }
    const totals = await Promise.all(all.map(async (users) => (await users.listUsers({})).total));
    expect(new Set(totals)).toEqual(new Set([before + 10]));
  });

  it("lose no update: of those at one revision exactly one applies", async () => {
    const all = clients();
    const [first] = all;
    const { id, revision } = await create(first, "counted@example.com");
    let expected = revision;
    for (let round = 0; round < 10; round += 1) {
      const outcomes = await Promise.all(
        all.map((users, i) =>
          users
            .updateUser({ user: { id, name: `Round ${round}, ${i}` }, expectedRevision: expected })
            .then((user) => user.revision, reasonOf),
        ),
      );
      expected += 1n;
      expect(outcomes.filter((each) => each === expected)).toHaveLength(1);
      expect(outcomes.filter((each) => each === "REVISION_MISMATCH")).toHaveLength(all.length - 1);
    }
    expect(await first?.getUser({ userId: id })).toMatchObject({ revision: expected });
  });

  it("apply every update that names no revision, each to a revision of its own", async () => {
    const all = clients();
    const { id } = await create(all[0], "busy@example.com");
    const users = await Promise.all(
      // Each round of the race has one winner: 64 rounds, on a busy machine too.
      all.map((each, i) =>
        each.updateUser({ user: { id, name: `Name ${i}` } }, { timeoutMs: 30_000 }),
      ),
    );
    const revisions = users.map(({ revision }) => Number(revision)).toSorted((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: all.length }, (_, i) => i + 2));
  });

  it("tell watchers of each other's changes, and a watch goes on at another instance", async () => {
    const [one, other, third] = clients();
    if (!one || !other || !third) throw new Error("no clients");
    const watching = watchUsers(one, { heartbeatIntervalMs: 1_000 })[Symbol.asyncIterator]();
    const { value: heartbeat } = await watching.next();
    const { id } = await create(other, "seen@example.com");
    const { value: created } = await watching.next();
    expect(created?.event).toMatchObject({ case: "created", value: { id } });
    await watching.return?.();
    const resumed = watchUsers(third, { resumeToken: heartbeat?.resumeToken ?? "" });
    for await (const { event } of resumed) {
      expect(event).toMatchObject({ case: "created", value: { id } });
      break;
    }
  });
});

describe("a PostgreSQL that can't be used ends the server in one clear line", () => {
  const serve = (url: string) => runToExit(["serve", "--port", "0", "--store", url]);

  it.each([
    ["that is not there", () => "postgres://postgres:password@127.0.0.1:1/postgres"],
    ["without the database", () => cluster.url({ database: "nowhere" })],
    ["with another password", () => cluster.url({ password: "wrong" })],
  ])("%s", async (_what, url) => {
    const { code, stderr, stdout } = await serve(url());
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).not.toContain("password@");
    expect(stderr).not.toContain("wrong");
  });

  it("with somebody else's tables in its schema, which stay as they are", async () => {
    const admin = new Pool({ connectionString: cluster.url(), max: 1 });
    await admin.query("CREATE DATABASE other");
    await admin.end();
    const pool = new Pool({ connectionString: cluster.url({ database: "other" }) });
    await pool.query("CREATE SCHEMA user_directory; CREATE TABLE user_directory.users (n int)");
    const { code, stderr } = await serve(cluster.url({ database: "other" }));
    expect(code).toBe(1);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    const { rows } = await pool.query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'user_directory'",
    );
    await pool.end();
    expect(rows).toEqual([{ table_name: "users" }]);
  });
});

it("a server is not ready while its PostgreSQL is away, and is again by itself; why is in its log alone", async () => {
  await using server = await startServer(["--store", cluster.url(), "--log-level", "warn"]);
  const ask = async () => {
    const response = await fetch(`http://${server.address}/readyz`);
    return [response.status, await response.text()];
  };
  const patience = { timeout: 30_000, interval: 200 };
  expect(await ask()).toEqual([200, '{"status":"ok"}']);
  await cluster.stop();
  try {
    await expect.poll(ask, patience).toEqual([503, '{"status":"unavailable"}']);
  } finally {
    await cluster.start();
  }
  await expect.poll(ask, patience).toEqual([200, '{"status":"ok"}']);
  server.kill("SIGTERM");
  const { code, stderr } = await server.exited;
  expect(code).toBe(0);
  expect(stderr).toContain("checking the store failed");
  expect(stderr).not.toContain("password@");
});

async function create(users: ReturnType<typeof connectTo> | undefined, email: string) {
  if (users === undefined) throw new Error("no client");
  return users.createUser({ email, name: "Ada" });
}

function reasonOf(error: unknown): string {
  if (isServiceError(error)) return error.reason;
  throw error;
}
