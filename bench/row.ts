/** A row of the table: what is measured, against what. */
export interface Row {
  /** For the command line. */
  readonly name: string;
  /** What is measured. */
  readonly measure: string;
  readonly unit: string;
  /** What the peer is; the ratio is ours to the peer's. */
  readonly peer: string;
  /** In words, as in the promises. */
  readonly target: string;
  /** Whether the medians meet it. */
  readonly meets: (medians: Medians) => boolean;
  /** One measurement of ours; further figures of it go into the notes. */
  readonly ours: () => Promise<Figure>;
  /** One measurement of the peer, where there is one. */
  readonly theirs?: () => Promise<Figure>;
}

/** A measured figure, and what else was seen with it. */
export interface Figure {
  readonly value: number;
  readonly note?: string;
}

/** The medians of a row's rounds. */
export interface Medians {
  readonly ours: number;
  /** `NaN` without a peer. */
  readonly ratio: number;
}

/** What a row's rounds gave. */
export interface Result {
  readonly row: Row;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** Ours to the peer's, round by round. */
  readonly ratios: readonly number[];
  readonly notes: readonly string[];
}

/** Measures a row: ours and the peer's in turn, the first of the two changing with each round. */
export async function measure(row: Row, rounds: number): Promise<Result> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const notes: string[] = [];
  const runOurs = async () => {
    const { value, note } = await row.ours();
    ours.push(value);
    if (note !== undefined) notes.push(note);
  };
  const runTheirs = async () => {
    if (row.theirs) theirs.push((await row.theirs()).value);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const run of round % 2 === 0 ? [runTheirs, runOurs] : [runOurs, runTheirs]) await run();
    process.stderr.write(".");
  }
  const ratios = theirs.map((value, i) => (ours[i] ?? Number.NaN) / value);
  return { row, ours, theirs, ratios, notes };
}

/** The middle of some figures; `NaN` of none. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
