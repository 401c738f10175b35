// One who uses the server as it is meant to be used: GetUser over gRPC, on one connection.
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { isServiceError, UserService } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";

/** Whom to call, and how often. */
export interface Settings {
  readonly port: number;
  readonly perSecond: number;
  /** File of the authority that has signed the server's certificate. Default: no TLS. */
  readonly ca?: string;
}

/** What became of the calls of some time, all of which have ended. */
export interface Report {
  /** How long those that were answered took, in milliseconds, in ascending order. */
  readonly latenciesMs: readonly number[];
  /** By code, how many failed. */
  readonly failures: Readonly<Record<string, number>>;
  /** How long the oldest without an answer had waited when that time was over, in milliseconds. */
  readonly waitingMs: number;
}

/** No call waits longer; it counts as DEADLINE_EXCEEDED. */
const timeoutMs = 10_000;

const { port, perSecond, ca }: Settings = workerData;
const options = { channelOptions: { "grpc.use_local_subchannel_pool": 1 } };
const users = createGrpcClient(`127.0.0.1:${port}`, UserService, {
  ...options,
  ...(ca === undefined ? {} : { tls: { ca: readFileSync(ca) } }),
});

/** Calls count to the time they were asked in, whenever they end. */
const fresh = () => ({
  asked: 0,
  latenciesMs: [] as number[],
  failures: new Map<string, number>(),
});
let current = fresh();
/** The calls without an answer, the oldest first, and since when. */
const waiting = new Map<Promise<void>, number>();

function ask(): void {
  const start = performance.now();
  const answered = call(start, current).finally(() => waiting.delete(answered));
  waiting.set(answered, start);
  current.asked += 1;
}

async function call(start: number, { latenciesMs, failures }: typeof current): Promise<void> {
  try {
    await users.getUser({ userId: 2 }, { timeoutMs });
    latenciesMs.push(performance.now() - start);
  } catch (error) {
    const code = isServiceError(error) ? error.code : `${error}`;
    failures.set(code, (failures.get(code) ?? 0) + 1);
  }
}

/** Of the calls asked since the last report, one at the least, when the last of them has ended. */
async function report(): Promise<Report> {
  if (current.asked === 0) ask();
  const { latenciesMs, failures } = current;
  current = fresh();
  const now = performance.now();
  const [oldest = now] = waiting.values();
  await Promise.all(waiting.keys());
  return {
    latenciesMs: latenciesMs.toSorted((a, b) => a - b),
    failures: Object.fromEntries(failures),
    waitingMs: now - oldest,
  };
}

parentPort?.on("message", async () => parentPort?.postMessage(await report()));
setInterval(ask, 1_000 / perSecond);
