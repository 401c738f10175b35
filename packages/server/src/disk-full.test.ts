import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isServiceError, type ServiceError } from "@org/user-core";
import { afterAll, describe, expect, it } from "vitest";
import { allUsers, connectTo, type TestClient } from "./client.fixture.ts";
import { startServer, temporaryFolder } from "./server-process.fixture.ts";

const diskBytes = 4 * 1024 * 1024;
const ballastBytes = 2 * 1024 * 1024;

const folder = temporaryFolder();
const reason = mountFailure();
if (reason !== undefined) console.log(`The test of a full disk is skipped: ${reason}`);

/** Makes the folder a disk of its own; says why if that is not allowed here. */
function mountFailure(): string | undefined {
  try {
    const args = ["-t", "tmpfs", "-o", `size=${diskBytes}`, "tmpfs", folder.path];
    execFileSync("mount", args, { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `no tmpfs can be mounted (${error instanceof Error ? error.message.trim() : error})`;
  }
}

afterAll(() => {
  if (reason === undefined) execFileSync("umount", ["--lazy", folder.path]);
  folder[Symbol.dispose]();
});

/** Creates users until one is refused, and gives that error. */
async function fill(users: TestClient, created: Map<number, string>): Promise<ServiceError> {
  for (let i = 1; ; i += 1) {
    const request = { email: `filler${created.size}-${i}@example.com`, name: "N".repeat(200) };
    try {
      const { id, email } = await users.createUser(request);
      created.set(id, email);
    } catch (error) {
      if (isServiceError(error)) return error;
      throw error;
    }
  }
}

describe.skipIf(reason !== undefined)("a server on a full disk", () => {
  it("refuses writes, loses nothing acknowledged, and goes on when there is room again", async () => {
    const path = join(folder.path, "users.db");
    const ballast = join(folder.path, "ballast");
    writeFileSync(ballast, Buffer.alloc(ballastBytes));
    const created = new Map<number, string>();
    {
      await using server = await startServer(["--store", `sqlite:${path}`]);
      using users = connectTo(server);

      const refused = await fill(users, created);
      expect(["RESOURCE_EXHAUSTED", "UNAVAILABLE"]).toContain(refused.code);
      expect(created.size).toBeGreaterThan(10);
      // It still reads, all that it has acknowledged.
      expect(await allUsers(users)).toEqual(created);

      rmSync(ballast);
      const { id, email } = await users.createUser({ email: "ada@example.com", name: "Ada" });
      created.set(id, email);
      const refusedAgain = await fill(users, created);
      expect(["RESOURCE_EXHAUSTED", "UNAVAILABLE"]).toContain(refusedAgain.code);
      console.log(`full at ${created.size} users: ${refused.code} ${refused.reason}`);
      expect(await allUsers(users)).toEqual(created);
      server.kill("SIGKILL");
      await server.exited;
    }
    const database = new DatabaseSync(path, { readOnly: true });
    expect(database.prepare("SELECT count(*) AS users FROM users").get()).toEqual({
      users: created.size,
    });
    expect(database.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
    database.close();
  });
});
