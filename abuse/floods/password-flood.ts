import { isServiceError, UserService } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";
import { pause } from "../crowd.ts";
import type { Flood, FloodFigures, FloodMeasure, Latencies, Round } from "../flood-figures.ts";
import type { HonestClient } from "../honest.ts";
import { openStage } from "../stage.ts";
import { percentile } from "../verdict.ts";

/** Of GetUser, for a p99 that means something. */
const perSecond = 200;
/** More than ten times what one core can hash. */
const passwordsPerSecond = 400;

/** Calls that each want a password hashed. */
export const passwordFlood: Flood = {
  name: "password-flood",
  what: `${passwordsPerSecond} calls a second of CreateUser with a password and VerifyPassword, in turn; GetUser beside them`,
  mostRatio: 2,
  run,
};

async function run({ rounds, seconds }: FloodMeasure): Promise<FloodFigures> {
  await using stage = await openStage("connect", false, perSecond);
  const { server, honest } = stage;
  const flooder = createFlooder(server.port);
  const before = server.memory();
  server.peakMemory();
  const all: Round[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const quiet = await watch(honest, seconds);
    flooder.start();
    // Until all of its places are taken.
    await pause(500);
    const during = await watch(honest, seconds);
    await flooder.stop();
    all.push({ quiet, during });
  }
  const peak = server.peakMemory();
  const after = await watch(honest, seconds);
  const memory = { before, peak, after: server.memory() };
  const { hashed: answered, refused, codes } = flooder.seen();
  flooder.close();
  return { flood: passwordFlood, rounds: all, answered, refused, memory, after, note: codes };
}

/** How long the honest client's calls take. @throws an Error if one of them fails. */
async function watch(honest: HonestClient, seconds: number): Promise<Latencies> {
  await honest.report();
  await pause(seconds * 1_000);
  const { latenciesMs, failures } = await honest.report();
  if (Object.keys(failures).length > 0) throw new Error(JSON.stringify(failures));
  return { p50: percentile(latenciesMs, 0.5), p99: percentile(latenciesMs, 0.99) };
}

function createFlooder(port: number) {
  const users = createGrpcClient(`127.0.0.1:${port}`, UserService, {
    channelOptions: { "grpc.use_local_subchannel_pool": 1 },
    maxAttempts: 1,
    unaryTimeoutMs: 30_000,
  });
  const codes = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let begun = 0;

  async function callOnce(): Promise<void> {
    begun += 1;
    const user = { email: `${begun}@example.com`, password: `correct horse ${begun}` };
    const call = begun % 2 === 0 ? users.createUser({ ...user, name: "A" }) : verify(user);
    const code = await call.then(() => "OK", codeOf);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }

  function verify(user: { readonly email: string; readonly password: string }) {
    return users.verifyPassword(user);
  }

  return {
    start() {
      timer = setInterval(() => {
        const call = callOnce().finally(() => underWay.delete(call));
        underWay.add(call);
      }, 1_000 / passwordsPerSecond);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
    seen() {
      const refused = codes.get("RESOURCE_EXHAUSTED") ?? 0;
      const told = [...codes].map(([code, count]) => `${code} ${count}`).join(", ");
      return { hashed: begun - refused, refused, codes: told };
    },
    close: () => users.close(),
  };
}

function codeOf(error: unknown): string {
  if (isServiceError(error)) return error.code;
  throw error;
}
