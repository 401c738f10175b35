// pnpm bench [row …] [--rounds N] [--write]
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { measure, type Result } from "./row.ts";
import { batchCreate } from "./rows/batch-create.ts";
import { createDurable } from "./rows/create-durable.ts";
import { deepPages } from "./rows/deep-pages.ts";
import { getUserGrpc } from "./rows/get-user-grpc.ts";
import { getUserInProcess } from "./rows/get-user-in-process.ts";
import { start } from "./rows/start.ts";
import { syncUsers } from "./rows/sync-users.ts";
import { watchers } from "./rows/watchers.ts";
import { tableOf, writeTable } from "./table.ts";

const rows = [
  getUserGrpc,
  syncUsers,
  getUserInProcess,
  batchCreate,
  createDurable,
  deepPages,
  watchers,
  start,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    write: { type: "boolean", default: false },
  },
});

const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(
    `no row ${unknown.join(", ")}; there are ${rows.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
for (const tool of ["h2load", "taskset"]) {
  try {
    execFileSync("which", [tool], { stdio: "ignore" });
  } catch {
    console.error(`${tool} is needed (Debian: nghttp2-client, util-linux)`);
    process.exit(2);
  }
}
if (!existsSync(new URL("../packages/server/dist/main.js", import.meta.url))) {
  console.error("the built server is needed: pnpm build");
  process.exit(2);
}

const chosen = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const rounds = Number(values.rounds);
const results: Result[] = [];
for (const row of chosen) {
  process.stderr.write(`${row.name} `);
  results.push(await measure(row, rounds));
  process.stderr.write("\n");
}
const table = tableOf(results);
console.log(table);
if (values.write) writeTable(table, rounds);
