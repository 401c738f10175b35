import type { Attack, Outcome } from "./attack.ts";
import { pause } from "./crowd.ts";
import type { HonestClient } from "./honest.ts";
import type { Report } from "./honest-worker.ts";
import type { Transport } from "./server.ts";
import { perSecond, type Stage } from "./stage.ts";

/** Resident memory of a server, in MB. */
export interface Memory {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

/** What an attack did to a server, and to those it serves. */
export interface Figures {
  readonly attack: Attack;
  readonly transport: Transport;
  readonly outcome: Outcome;
  readonly memory: Memory;
  /** The longest that the event loop was held up during the attack, in milliseconds. */
  readonly longestTurnMs: number;
  /** What became of the honest client's calls, before and during the attack. */
  readonly quiet: Report;
  readonly during: Report;
  /** How long its first call after the attack took, in milliseconds. */
  readonly afterMs: number;
}

/** How long and how hard attacks are. */
export interface Measure {
  /** How much of the full attack: 1, or less for a quick look. */
  readonly scale: number;
  /** No attack takes longer. */
  readonly mostSeconds: number;
  /** How long the honest client is watched before, and memory given time after. */
  readonly quietMs: number;
}

/** All of it. */
export const full: Measure = { scale: 1, mostSeconds: 120, quietMs: 1_500 };
/** What takes time to be cut off is seen to be borne, not to be cut off. */
export const quick: Measure = { scale: 0.1, mostSeconds: 0.6, quietMs: 200 };

const answersMs = 100;

/** Attacks a server, while an honest client goes on calling it. */
export async function tryAttack(
  attack: Attack,
  transport: Transport,
  { server, honest }: Stage,
  { scale, mostSeconds, quietMs }: Measure,
): Promise<Figures> {
  await honest.report();
  await pause(quietMs);
  const quiet = await honest.report();
  const before = server.memory();
  server.peakMemory();
  await server.longestTurn();
  const seconds = Math.min(attack.seconds ?? 4, mostSeconds);
  const until = performance.now() + seconds * 1_000;
  const outcome = await attack.run({ transport, port: server.port, until, scale });
  // For the answers to what was asked during the attack.
  await pause(answersMs);
  const during = await honest.report();
  const peak = server.peakMemory();
  const longestTurnMs = await server.longestTurn();
  const afterMs = await firstAnswer(honest);
  await pause(quietMs);
  const memory = { before, peak, after: server.memory() };
  return { attack, transport, outcome, quiet, during, afterMs, longestTurnMs, memory };
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
