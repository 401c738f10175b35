import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface FuzzOptions {
  /** Targets by name. */
  readonly names: readonly string[];
  /** How long each is fuzzed. */
  readonly seconds: number;
  /** Of libFuzzer's chance; 0 for another each time. */
  readonly seed: number;
  /** Whether what was found that covers more goes into the corpus. */
  readonly keep: boolean;
  /** A file to give to the one target, without the fuzzer. */
  readonly replay: string | undefined;
}

/**
 * Reads the command line.
 *
 * @throws an Error that says what is wrong with it.
 */
export function parseFuzzOptions(known: readonly string[]): FuzzOptions {
  const { values, positionals: names } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: "2" },
      seed: { type: "string", default: "1" },
      keep: { type: "boolean", default: false },
      replay: { type: "string" },
    },
  });
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no target ${unknown.join(", ")}; there are ${known.join(", ")}`);
  }
  if (values.replay !== undefined && names.length !== 1) {
    throw new Error("--replay takes one target: pnpm fuzz TARGET --replay FILE");
  }
  return {
    names: names.length === 0 ? known : names,
    seconds: whole("seconds", values.seconds, 1),
    seed: whole("seed", values.seed, 0),
    keep: values.keep,
    replay: values.replay,
  };
}

function whole(name: string, text: string, min: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= min) return number;
  throw new Error(`--${name} takes a number from ${min}`);
}
