import type { Attack, Outcome } from "./attack.ts";
import { pause } from "./crowd.ts";
import type { Report } from "./honest-worker.ts";
import type { Transport } from "./server.ts";
import type { Stage } from "./stage.ts";

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
  /** How long its first calls after the attack took at the most, in milliseconds; `Infinity` if none was answered. */
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
  const during = await honest.report();
  const peak = server.peakMemory();
  const longestTurnMs = await server.longestTurn();
  const afterMs = (await honest.report()).latenciesMs.at(-1) ?? Number.POSITIVE_INFINITY;
  await pause(quietMs);
  const memory = { before, peak, after: server.memory() };
  return { attack, transport, outcome, quiet, during, afterMs, longestTurnMs, memory };
}
