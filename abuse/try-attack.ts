import type { Attack, Outcome } from "./attack.ts";
import { certificateFiles } from "./certificate-files.ts";
import { pause } from "./crowd.ts";
import { type HonestClient, startHonestClient } from "./honest.ts";
import type { Report } from "./honest-worker.ts";
import { type AttackedServer, startServer, type Transport } from "./server.ts";

/** What an attack did to a server, and to those it serves. */
export interface Figures {
  readonly attack: Attack;
  readonly transport: Transport;
  readonly outcome: Outcome;
  /** Resident memory in MB. */
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number };
  /** The longest that the event loop was held up during the attack, in milliseconds. */
  readonly longestTurnMs: number;
  /** What became of the honest client's calls, before and during the attack. */
  readonly quiet: Report;
  readonly during: Report;
  /** How long its first call after the attack took, in milliseconds. */
  readonly afterMs: number;
}

/** Calls a second of the honest client. */
const perSecond = 100;
const quietMs = 1_500;
/** What the collector may take to give memory back. */
const settleMs = 1_500;

/** Attacks a server of its own, while an honest client goes on calling. */
export async function tryAttack(
  attack: Attack,
  transport: Transport,
  scale: number,
): Promise<Figures> {
  using files = attack.tls ? certificateFiles() : undefined;
  await using server = await startServer(transport, files?.serverFlags);
  const settings = { port: server.port, perSecond, ...(files && { ca: files.ca }) };
  await using honest = startHonestClient(settings);
  // Until its code is compiled.
  await pause(quietMs);
  await honest.report();
  await pause(quietMs);
  const quiet = await honest.report();
  const before = server.memory();
  server.peakMemory();
  await server.longestTurn();
  const seconds = (attack.seconds ?? 4) * (scale < 1 ? quickTime(attack) : 1);
  const until = performance.now() + seconds * 1_000;
  const outcome = await attack.run({ transport, port: server.port, until, scale });
  const during = await honest.report();
  return {
    ...{ attack, transport, outcome, quiet, during },
    longestTurnMs: await server.longestTurn(),
    ...(await aftermath(server, honest, before)),
  };
}

/** In a quick look what takes time to be cut off is seen to be borne, not to be cut off. */
function quickTime({ seconds = 4 }: Attack): number {
  return Math.min(1, 2 / seconds);
}

async function aftermath(server: AttackedServer, honest: HonestClient, before: number) {
  const peak = server.peakMemory();
  const afterMs = await firstAnswer(honest);
  await pause(settleMs);
  return { afterMs, memory: { before, peak, after: server.memory() } };
}

/** How long it takes until a call is answered. */
async function firstAnswer(honest: HonestClient): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < 10_000) {
    await pause(1_000 / perSecond);
    const { latenciesMs } = await honest.report();
    const [first] = latenciesMs;
    if (first !== undefined) return first;
  }
  return Number.POSITIVE_INFINITY;
}
