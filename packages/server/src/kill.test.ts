import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { allUsers, connectTo, type TestClient } from "./client.fixture.ts";
import { startServer, temporaryFolder } from "./server-process.fixture.ts";

const { KILLS = "10" } = process.env;
/** How often the server is killed. CI asks for more. */
const kills = Number(KILLS);
const concurrency = 16;

/** Ids of users whose creation was acknowledged, with their emails. */
type Acknowledged = Map<number, string>;

/** Creates users, some at a time, until the server is gone; tells of each that is acknowledged. */
async function createUntilKilled(
  users: TestClient,
  round: number,
  onCreated: (id: number, email: string) => void,
): Promise<void> {
  let created = 0;
  const work = async () => {
    for (;;) {
      created += 1;
      const email = `round${round}-${created}@example.com`;
      const user = await users.createUser({ email, name: "Ada" });
      onCreated(user.id, email);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, work));
  for (const end of ends) {
    expect(end).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } });
  }
}

function integrityOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare("PRAGMA integrity_check").all();
  } finally {
    database.close();
  }
}

it(`kill -9 amid ${concurrency} concurrent creates, ${kills} times, loses no acknowledged user, damages no file and reuses no id`, {
  timeout: 15_000 + kills * 5_000,
}, async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/users.db`;
  const acknowledged: Acknowledged = new Map();
  /** The highest id that anybody has seen. */
  let lastId = 0;

  /** Starts the server, looks at what is there, deletes the last user, and kills it amid creates. */
  async function playRound(round: number): Promise<void> {
    await using server = await startServer(["--store", `sqlite:${path}`]);
    using users = connectTo(server, { maxAttempts: 1 });
    const present = await allUsers(users);
    for (const [id, email] of acknowledged) expect(present.get(id)).toBe(email);
    lastId = Math.max(lastId, ...present.keys());
    // The id of the last user must not come back once that user is gone.
    if (present.has(lastId)) await users.deleteUser({ userId: lastId });
    acknowledged.delete(lastId);

    const lastBefore = lastId;
    // Not always at the same point of a commit.
    let left = 20 + Math.floor(Math.random() * 200);
    await createUntilKilled(users, round, (id, email) => {
      expect(id).toBeGreaterThan(lastBefore);
      expect(acknowledged.has(id)).toBe(false);
      acknowledged.set(id, email);
      lastId = Math.max(lastId, id);
      left -= 1;
      if (left === 0) server.kill("SIGKILL");
    });
    expect(await server.exited).toMatchObject({ signal: "SIGKILL" });
    expect(integrityOf(path)).toEqual([{ integrity_check: "ok" }]);
  }

  for (let round = 1; round <= kills; round += 1) await playRound(round);

  await using server = await startServer(["--store", `sqlite:${path}`]);
  using users = connectTo(server);
  const present = await allUsers(users);
  for (const [id, email] of acknowledged) expect(present.get(id)).toBe(email);
  expect((await users.listUsers({ pageSize: 1 })).total).toBe(present.size);
  console.log(`${kills} kills: ${acknowledged.size} users acknowledged, ${present.size} there`);
});
