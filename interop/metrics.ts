import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { connectTo, type TestClient } from "../packages/server/src/client.fixture.ts";
import { type ServerProcess, startServer } from "../packages/server/src/server-process.fixture.ts";
import { python } from "./stubs.ts";
import { runTests, type Tally, type Tests } from "./tally.ts";

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric, as Prometheus' own parser reads it. */
interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const calls = "rpc_server_call_duration_seconds";
const operations = "db_client_operation_duration_seconds";

/** How many calls there were of each RPC, by how they ended. */
const called = {
  "CreateUser OK": 1,
  "GetUser OK": 2,
  "GetUser NOT_FOUND": 1,
  "BatchCreateUsers OK": 1,
  "SyncUsers OK": 1,
  "WatchUserUpdates OK": 1,
  "DeleteUser OK": 1,
};

/** Makes those calls, of every kind of RPC. */
async function makeCalls(users: TestClient): Promise<void> {
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  for (const userId of [id, id, 999]) await users.getUser({ userId }).catch(() => {});
  await users.batchCreateUsers(streamOf({ email: "bob@example.com", name: "Bob" }));
  for await (const user of users.syncUsers(streamOf({ userId: id }))) assert.equal(user.id, id);
  await users.deleteUser({ userId: id });
  // It ends by itself, with the user's last update.
  for await (const update of users.watchUserUpdates({ userId: id, afterRevision: 1n })) {
    assert.equal(update.field, "deleted");
  }
}

async function* streamOf<T>(message: T): AsyncGenerator<T> {
  yield message;
}

const tests: Tests<readonly Family[]> = {
  async "has two histograms, with words for people, and nothing else"(families) {
    const found = families.map(({ name, type, help }) => [name, type, help]);
    assert.deepEqual(found.sort(), [
      [operations, "histogram", "How long operations of the store took"],
      [calls, "histogram", "How long incoming calls took"],
    ]);
  },
  async "has the labels of the conventions, and none that names a caller"(families) {
    const labels = new Set(
      families.flatMap(({ samples }) => samples.flatMap((sample) => Object.keys(sample.labels))),
    );
    assert.deepEqual([...labels].sort(), [
      ...["db_operation_name", "db_system_name", "error_type", "le"],
      ...["rpc_method", "rpc_status_code", "rpc_system_name"],
    ]);
  },
  async "counts every call by its RPC and its code"(families) {
    const counted = samplesOf(families, `${calls}_count`).map(({ labels, value }) => {
      const { rpc_method: method = "", rpc_status_code: code } = labels;
      return [`${method.replace("userservice.v1.UserService/", "")} ${code}`, value];
    });
    assert.deepEqual(Object.fromEntries(counted), called);
  },
  async "has buckets that only grow, up to one that holds all there is"(families) {
    for (const { name, samples } of families) {
      for (const [series, buckets] of Map.groupBy(bucketsOf(samples), seriesOf)) {
        const ordered = buckets.toSorted((a, b) => boundOf(a) - boundOf(b));
        assert.deepEqual(buckets, ordered);
        const counts = buckets.map(({ value }) => value);
        assert.deepEqual(
          counts,
          counts.toSorted((a, b) => a - b),
        );
        const all = samplesOf(families, `${name}_count`).find((each) => seriesOf(each) === series);
        assert.equal(boundOf(ordered.at(-1)), Number.POSITIVE_INFINITY);
        assert.equal(counts.at(-1), all?.value);
      }
    }
  },
  async "has sums in seconds, of calls that took less than a minute"(families) {
    const sums = families.flatMap(({ name }) => samplesOf(families, `${name}_sum`));
    assert.ok(sums.length > Object.keys(called).length);
    for (const { value } of sums) assert.ok(value > 0 && value < 60, String(value));
  },
};

function samplesOf(families: readonly Family[], name: string): Sample[] {
  return families.flatMap(({ samples }) => samples.filter((sample) => sample.name === name));
}

function bucketsOf(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ name }) => name.endsWith("_bucket"));
}

/** The upper bound of a bucket. */
function boundOf(bucket: Sample | undefined): number {
  const { le = "" } = bucket?.labels ?? {};
  return Number(le.replace("+Inf", "Infinity"));
}

/** What a sample's series is called but for its bucket. */
function seriesOf({ labels: { le, ...labels } }: Sample): string {
  return JSON.stringify(labels);
}

async function scrape(address: string): Promise<Family[]> {
  const input = await (await fetch(address)).text();
  const script = join(import.meta.dirname, "python/parse_metrics.py");
  return JSON.parse(execFileSync(python, [script], { input, encoding: "utf8" }));
}

/** Every call is counted when it has ended, which its client may know sooner. */
async function scrapeAll(address: string): Promise<Family[]> {
  const all = Object.values(called).reduce((sum, each) => sum + each);
  const deadline = Date.now() + 5_000;
  for (;;) {
    const families = await scrape(address);
    const counts = samplesOf(families, `${calls}_count`).map(({ value }) => value);
    const total = counts.reduce((sum, each) => sum + each, 0);
    if (total >= all || Date.now() > deadline) return families;
  }
}

function metricsOf(server: ServerProcess): string {
  const address = /metrics at (\S+)/.exec(server.stdout())?.[1];
  if (address === undefined) throw new Error("The server does not say where metrics are");
  return address;
}

/** Reads the metrics of a server with the parser that Prometheus' own client library has. */
export async function runMetrics(transport: string): Promise<Tally> {
  const flags = ["--transport", transport, "--store", "memory:", "--metrics-port", "0"];
  await using server = await startServer(flags);
  using users = connectTo(server);
  await makeCalls(users);
  return runTests("metrics", tests, await scrapeAll(metricsOf(server)));
}
