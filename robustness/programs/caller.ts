// Many clients in one process, each with a connection and a user of its own: they read and
// write until told to finish, and record every call. What fails, fails: nothing here tries again
// but the client itself, with its defaults.
import { setTimeout as delay } from "node:timers/promises";
import { isServiceError, UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { createGrpcClient } from "@org/user-transport-grpc";
import { micros } from "../history/clock.ts";
import { openHistory } from "../history/history-file.ts";
import type { ReadRecord, Write, WriterRecord } from "../history/records.ts";
import { createRandom } from "../random.ts";
import { createAttempts } from "./attempts.ts";
import type { UserClient } from "./clients.ts";
import { finishSignal, programOptions } from "./program.ts";
import { createTargets } from "./targets.ts";

/** How a caller is started. */
export interface CallerOptions {
  readonly name: string;
  readonly seed: number;
  readonly port: number;
  /** Of each of its clients, the user that it reads and writes. */
  readonly userIds: readonly number[];
  /** Of its writes, and of its reads. */
  readonly histories: { readonly writes: string; readonly reads: string };
  /** The longest pause between two calls of a client, in milliseconds. */
  readonly longestPauseMs: number;
}

const { name, seed, port, userIds, histories, longestPauseMs } = programOptions<CallerOptions>();
const finish = finishSignal();
const writes = openHistory<WriterRecord>(histories.writes);
const reads = openHistory<ReadRecord>(histories.reads);
const baseUrl = `http://127.0.0.1:${port}`;

// How quick calls are on a busy machine is not what this is about.
const unaryTimeoutMs = 20_000;

/** Every kind of client over HTTP/2, in turn: HTTP/1.1 can't say what a server that goes has begun. */
const connect: readonly (() => UserClient)[] = [
  () => createConnectClient(UserService, { baseUrl, unaryTimeoutMs }),
  () => createConnectClient(UserService, { baseUrl, unaryTimeoutMs, protocol: "grpc" }),
  () =>
    // grpc-js shares connections between clients of one address unless told not to.
    createGrpcClient(`127.0.0.1:${port}`, UserService, {
      unaryTimeoutMs,
      channelOptions: { "grpc.use_local_subchannel_pool": 1 },
    }),
];

async function read(users: UserClient, userId: number): Promise<void> {
  const start = micros();
  const { code, reason } = await users.getUser({ userId }).then(
    () => ({ code: "OK", reason: "" }),
    (error: unknown) => {
      if (isServiceError(error)) return error;
      throw error;
    },
  );
  reads.append({ kind: "read", start, end: micros(), code, reason });
}

async function call(userId: number, n: number): Promise<void> {
  const random = createRandom(seed, name, n);
  const users = connect[n % connect.length]?.() ?? createConnectClient(UserService, { baseUrl });
  const own = `${name}-${n}`;
  const attempts = createAttempts({
    ...{ name: own, file: writes, clients: { pick: () => users } },
    targets: createTargets([userId]),
  });
  for (let i = 0; !finish.aborted; i += 1) {
    await delay(random.between(0, longestPauseMs));
    if (random.chance(0.5)) await read(users, userId);
    else if (random.chance(0.05)) await attempts.make(creation(`${own}-${i}`, random.uuid()));
    else await attempts.make({ op: "update", userId, fields: { name: `${own}-${i}` } });
  }
}

function creation(name: string, requestId: string): Write {
  const entry = { requestId, name, email: `${name}@example.com` };
  return { op: "create", entries: [entry], isBatch: false };
}

await Promise.all(userIds.map(call));
process.exit(0);
