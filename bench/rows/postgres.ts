import { runProgram } from "../children.ts";
import { inTurn } from "../measure.ts";
import { freshDatabase } from "../postgres.ts";
import type { Further, Row } from "../row.ts";

async function onDatabase<T>(path: string, ...args: readonly string[]): Promise<T> {
  return runProgram<T>({ path, args: [await freshDatabase(), ...args] });
}

const peer = "peers/postgres-inserts.ts";
const insertsEach = (scale: number) => onDatabase<number>(peer, `${20_000 * scale}`);

/** GetUser against the statement that it sends. */
const gets: Row = {
  name: "postgres-get-user",
  measure: "GetUser on PostgreSQL, 64 concurrent, in process",
  unit: "calls/s",
  peer: "the same statement through bare pg",
  target: "≥ 0.9 ×",
  bounds: [{ of: "ratio", atLeast: 0.9 }],
  round: ({ scale }) => onDatabase("programs/postgres-gets.ts", `${40_000 * scale}`),
};

/** CreateUser, one at a time in a transaction. */
const creates: Row = {
  name: "postgres-create-user",
  measure: "CreateUser (no password) on PostgreSQL, 64 concurrent, durable, sessions",
  unit: "users/s",
  peer: "one insert of user and event each through bare pg, prepared",
  target: "none of its own",
  bounds: [],
  round: inTurn(
    async (scale) => ({
      ours: await onDatabase<number>("programs/postgres-creates.ts", `${20_000 * scale}`),
    }),
    insertsEach,
  ),
};

/** A batch against one insert a user. */
const batches: Row = {
  name: "postgres-batch-create",
  measure: "BatchCreateUsers (no passwords) on PostgreSQL, one stream, in process",
  unit: "users/s",
  peer: "one insert a user through bare pg, 64 concurrent",
  target: "≥ 5 ×",
  bounds: [{ of: "ratio", atLeast: 5 }],
  round: inTurn(
    async (scale) => ({
      ours: await onDatabase<number>("programs/postgres-batch.ts", `${100_000 * scale}`),
    }),
    insertsEach,
  ),
};

const withoutHints = "without any hints";

/** What hints cost: after the commit and coalesced, against NOTIFY in the writing transaction. */
const hints: Row = {
  name: "postgres-hints",
  measure: "CreateUser on PostgreSQL with hints by NOTIFY after the commit, 64 concurrent",
  unit: "users/s",
  peer: "one insert each through bare pg, with NOTIFY in its transaction",
  target: "none of its own",
  bounds: [],
  round: inTurn(
    async (scale) => {
      const count = `${20_000 * scale}`;
      const ours = await onDatabase<number>("programs/postgres-creates.ts", count, "notify");
      const peerWithout = await onDatabase<number>(peer, count);
      return {
        ours,
        further: [{ name: `the peer ${withoutHints}`, value: peerWithout, unit: "users/s" }],
      };
    },
    (scale) => onDatabase<number>(peer, `${20_000 * scale}`, "notify"),
  ),
};

const filled = new Map<number, Promise<string>>();

/** Deep pages and the count among a million users. */
const pages: Row = {
  name: "postgres-deep-pages",
  measure: "ListUsers page 10,000 by token, 1,000,000 users on PostgreSQL",
  unit: "µs",
  peer: "page 1",
  target: "≤ 1.2 ×",
  bounds: [{ of: "ratio", atMost: 1.2 }],
  async round({ scale }) {
    const database = filled.get(scale) ?? freshDatabase();
    filled.set(scale, database);
    const { first, deep, count } = await runProgram<Record<"first" | "deep" | "count", number>>({
      path: "programs/postgres-pages.ts",
      args: [await database, `${1_000_100 * scale}`, `${10_000 * scale}`],
    });
    return {
      ours: deep,
      theirs: first,
      further: [{ name: "the count", value: count, unit: "µs" }],
    };
  },
};

const most = "10,000 watchers, median";

/** From an update to its watcher. */
const watch: Row = {
  name: "postgres-watch",
  measure: "update to its watcher on PostgreSQL, one watcher, one instance, median",
  unit: "ms",
  target: "≤ 50 ms at the median, with 10,000 watchers too",
  bounds: [
    { of: "ours", atMost: 50 },
    { of: most, atMost: 50 },
  ],
  async round({ scale }) {
    const latency = (watchers: number, instances: "one" | "two") =>
      onDatabase<{ median: number; p99: number }>(
        "programs/postgres-watch.ts",
        ...[watchers, 100 * scale, instances].map(String),
      );
    const further: Further[] = [];
    let ours = Number.NaN;
    for (const instances of ["one", "two"] as const) {
      for (const watchers of [1, 100, 10_000]) {
        const { median, p99 } = await latency(watchers, instances);
        const name = `${watchers.toLocaleString("en")} watchers${instances === "two" ? ", another instance" : ""}`;
        if (watchers === 1 && instances === "one") ours = median;
        else further.push({ name: `${name}, median`, value: median, unit: "ms" });
        further.push({ name: `${name}, p99`, value: p99, unit: "ms" });
      }
    }
    return { ours, further };
  },
};

/** Everything on PostgreSQL. */
export const postgresRows: readonly Row[] = [gets, creates, batches, hints, pages, watch];
