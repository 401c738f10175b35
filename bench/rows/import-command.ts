import { existsSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { UserService } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";
import { type Child, startProgram } from "../children.ts";
import { residentMegabytes } from "../memory.ts";
import { installPacked } from "../packed.ts";
import type { Figures, Row } from "../row.ts";
import { temporaryPath, withDatabase } from "../temporary.ts";
import { userServerFlags } from "../user-server.ts";

const growth = "growth of the client's memory";
const serverGrowth = "of the server's";

/** A CSV file of so many users. */
async function writeUsers(path: string, count: number): Promise<void> {
  const file = await open(path, "w");
  await file.appendFile("email,name\n");
  for (let from = 0; from < count; from += 10_000) {
    const some = Array.from({ length: Math.min(10_000, count - from) }, (_, i) => from + i);
    await file.appendFile(some.map((i) => `user${i}@example.com,User Number ${i}\n`).join(""));
  }
  await file.close();
}

async function listeningAt(server: Child): Promise<string> {
  const address = /listening on http:\/\/(\S+)/.exec(await server.line())?.[1];
  if (address === undefined) throw new Error("the server does not say where it listens");
  return address;
}

/** Resolves once the first users are there: what a client loads at its start is no growth. */
async function begun(address: string): Promise<void> {
  const users = createGrpcClient(address, UserService);
  try {
    while ((await users.listUsers({ pageSize: 1 })).total === 0) await setTimeout(20);
  } finally {
    users.close();
  }
}

/** The most memory that a program has until something is settled, asked again and again. */
async function mostMegabytes(pid: number, until: Promise<unknown>): Promise<number> {
  let [most, settled] = [0, false];
  const settle = () => {
    settled = true;
  };
  until.then(settle, settle);
  while (!settled && existsSync(`/proc/${pid}`)) {
    const now = residentMegabytes(pid, "VmRSS");
    // One that is just ending has none.
    if (now > most) most = now;
    await setTimeout(50);
  }
  return most;
}

async function importRate(main: string, database: string, count: number): Promise<Figures> {
  const csv = temporaryPath("users.csv");
  await writeUsers(csv, count);
  const flags = userServerFlags;
  const serve = ["serve", "--port", "0", "--store", `sqlite:${database}`, "--log-level", "silent"];
  const server = startProgram({ path: main, args: serve, flags });
  try {
    const address = await listeningAt(server);
    const serverBefore = residentMegabytes(server.pid, "VmRSS");
    const start = performance.now();
    const args = ["import", csv, "--json", "--address", `http://${address}`];
    const client = startProgram({ path: main, args, flags, core: "load" });
    const answer = client.line();
    await Promise.race([begun(address), answer]);
    const before = residentMegabytes(client.pid, "VmRSS");
    const most = await mostMegabytes(client.pid, answer);
    const seconds = (performance.now() - start) / 1_000;
    if (!(await answer).startsWith(`{"imported":${count},"created":${count},"failed":0,`)) {
      throw new Error(await answer);
    }
    await client.stop();
    const serverMost = residentMegabytes(server.pid, "VmHWM");
    const further = [
      { name: growth, value: most - before, unit: "MB" },
      { name: serverGrowth, value: serverMost - serverBefore, unit: "MB" },
    ];
    return { ours: count / seconds, further };
  } finally {
    await server.stop();
    rmSync(csv);
  }
}

let packed: string | undefined;

/** Users a second through `user-server import`, a million of them, start included. */
export const importCommand: Row = {
  name: "import-command",
  measure: "user-server import, a million users from CSV into SQLite, as npm installs it",
  unit: "users/s",
  target: "< 100 MB growth",
  bounds: [{ of: growth, atMost: 100 }],
  round({ scale }) {
    packed ??= installPacked();
    const main = packed;
    return withDatabase((database) => importRate(main, database, 1_000_000 * scale));
  },
  missing: () =>
    existsSync(join(import.meta.dirname, "../../packages/server/dist/main.js"))
      ? undefined
      : "there is no build: pnpm build",
};
