import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface BenchOptions {
  /** Rows by name; none means all. */
  readonly names: readonly string[];
  readonly rounds: number;
  /** How much of the full work to do. */
  readonly scale: number;
  /** Whether the table goes into README.md. */
  readonly write: boolean;
}

/**
 * Reads the command line.
 *
 * @throws an Error that says what is wrong with it.
 */
export function parseBenchOptions(known: readonly string[]): BenchOptions {
  const { values, positionals: names } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const { quick, write } = values;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no row ${unknown.join(", ")}; there are ${known.join(", ")}`);
  }
  const rounds = Number(values.rounds ?? (quick ? 2 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a number from 1");
  if (write && (quick || names.length > 0)) {
    throw new Error("--write takes a full run: no --quick, no names of rows");
  }
  return { names, rounds, scale: quick ? 0.1 : 1, write };
}
