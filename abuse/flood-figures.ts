import type { Memory } from "./try-attack.ts";

/** More calls than a server can answer, against those it should go on answering. */
export interface Flood {
  /** For the command line. */
  readonly name: string;
  /** What comes, for the table. */
  readonly what: string;
  /** How many times their quiet p99 the answered calls' may be. */
  readonly mostRatio: number;
  /** Why it can't be tried here; `undefined` if it can. */
  readonly missing?: () => string | undefined;
  readonly run: (measure: FloodMeasure) => Promise<FloodFigures>;
}

/** How long floods are. */
export interface FloodMeasure {
  /** Quiet and flood in turn, so many times; medians count. */
  readonly rounds: number;
  readonly seconds: number;
}

/** What one round gave, in milliseconds. */
export interface Round {
  readonly quiet: Latencies;
  readonly during: Latencies;
}

/** Of calls that were answered. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

/** What came of a flood. */
export interface FloodFigures {
  readonly flood: Flood;
  readonly rounds: readonly Round[];
  readonly answered: number;
  readonly refused: number;
  readonly memory: Memory;
  /** p99 of quiet calls after the last flood. */
  readonly after: Latencies;
  readonly note: string;
}
