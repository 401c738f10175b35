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

/** What became of the calls that have ended, and of those that have not. */
export interface Report {
  /** How long those that were answered took, in milliseconds, in ascending order. */
  readonly latenciesMs: readonly number[];
  /** By code, how many failed. */
  readonly failures: Readonly<Record<string, number>>;
  /** How long the oldest call without an answer has waited, in milliseconds. */
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

let latenciesMs: number[] = [];
let failures: Record<string, number> = {};
const waiting = new Set<number>();

async function call(): Promise<void> {
  let start = performance.now();
  while (waiting.has(start)) start += 1e-6;
  waiting.add(start);
  try {
    await users.getUser({ userId: 2 }, { timeoutMs });
    latenciesMs.push(performance.now() - start);
  } catch (error) {
    const code = isServiceError(error) ? error.code : `${error}`;
    failures[code] = (failures[code] ?? 0) + 1;
  } finally {
    waiting.delete(start);
  }
}

parentPort?.on("message", () => {
  const [oldest = performance.now()] = waiting;
  const waitingMs = performance.now() - oldest;
  const report = { latenciesMs: latenciesMs.toSorted((a, b) => a - b), failures, waitingMs };
  parentPort?.postMessage(report satisfies Report);
  latenciesMs = [];
  failures = {};
});
setInterval(() => void call(), 1_000 / perSecond);
