import { closeSync, existsSync, openSync } from "node:fs";
import { expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { startServer } from "./server-process.fixture.ts";

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
