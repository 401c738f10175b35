/** A row of the table: what is measured, against what. */
export interface Row {
  /** For the command line. */
  readonly name: string;
  /** What is measured. */
  readonly measure: string;
  readonly unit: string;
  /** What the peer is; the ratio is ours to the peer's. `undefined` if there is none. */
  readonly peer?: string;
  /** In words, as in the promises. */
  readonly target: string;
  /** The same in numbers; every one must hold. */
  readonly bounds: readonly Bound[];
  /** Why it can't be measured here; `undefined` if it can. */
  readonly missing?: () => string | undefined;
  readonly round: (round: Round) => Promise<Figures>;
}

/** A number a figure must reach or keep within. */
export interface Bound {
  /** `ratio` or `ours`, whose medians count, or a further figure, whose worst round counts. */
  readonly of: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Which round of a row it is. */
export interface Round {
  /** From 0. */
  readonly index: number;
  /** How much of the full work to do: 1, or less for a quick look. */
  readonly scale: number;
}

/** What one round gave. */
export interface Figures {
  readonly ours: number;
  readonly theirs?: number;
  /** What else was seen of ours. */
  readonly further?: readonly Further[];
}

/** A figure beside the measured one. */
export interface Further {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What a row's rounds gave. */
export interface Result {
  readonly row: Row;
  readonly rounds: readonly Figures[];
}

/** The middle of some figures; `NaN` of none. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Ours to the peer's, round by round; none without a peer. */
export function ratiosOf({ rounds }: Result): number[] {
  return rounds.flatMap(({ ours, theirs }) => (theirs === undefined ? [] : [ours / theirs]));
}
