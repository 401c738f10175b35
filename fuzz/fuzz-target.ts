import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { corpusFolder, loadTarget } from "./load-target.ts";
import { type RunOptions, runNode } from "./run-node.ts";

/** How a target is fuzzed. */
export type FuzzTargetOptions = Omit<RunOptions, "log">;

const crashes = join(import.meta.dirname, "crashes");

/** Fuzzes a target, and tells of it in a line, or of what it did not keep. Gives whether it kept its promises. */
export async function fuzzTarget(name: string, options: FuzzTargetOptions): Promise<boolean> {
  const start = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
  try {
    const args = await argsOf(name, folder, options);
    const log = join(folder, "log");
    const { code, output } = await runNode(args, { ...options, log });
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
    const account = accountOf(output);
    const isKept = code === 0 && account !== undefined;
    console.log(`${isKept ? "ok  " : "FAIL"}  ${name.padEnd(18)} ${seconds} s  ${account ?? ""}`);
    if (!isKept) explain(name, output);
    return isKept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The largest input: all here that is longer is the same again. */
const maxInputBytes = 2_048;

async function argsOf(
  name: string,
  folder: string,
  { seconds, seed }: FuzzTargetOptions,
): Promise<string[]> {
  const found = join(folder, "found");
  const words = join(folder, "words");
  const corpus = corpusFolder(name);
  for (const each of [found, crashes, corpus]) mkdirSync(each, { recursive: true });
  const target = await loadTarget(name);
  writeFileSync(words, (target.words ?? []).map((word) => `"${escaped(word)}"\n`).join(""));
  return [
    ...["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "fuzz-one.ts"), name],
    ...[found, corpus],
    `-max_total_time=${seconds}`,
    `-seed=${seed === 0 ? 1 + Math.floor(Math.random() * 2 ** 31) : seed}`,
    `-max_len=${maxInputBytes}`,
    `-dict=${words}`,
    `-artifact_prefix=${join(crashes, name)}-`,
    "-use_value_profile=1",
    "-rss_limit_mb=1536",
    "-print_final_stats=1",
  ];
}

/** As libFuzzer's dictionaries want it: all but plain ASCII as `\xAB`. */
function escaped(word: string): string {
  const bytes = [...Buffer.from(word)];
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}

/** What libFuzzer says at its end; `undefined` if it ran nothing, or has seen no branch taken. */
function accountOf(output: string): string | undefined {
  const runs = /^stat::number_of_executed_units: +(\d+)$/m.exec(output)?.[1];
  const started = /INITED +cov: (\d+)/.exec(output)?.[1];
  const ended = [...output.matchAll(/ cov: (\d+) .* corp: (\d+)/g)].at(-1);
  if (runs === undefined || started === undefined || ended === undefined) return undefined;
  if (Number(ended[1]) < leastBranches) return undefined;
  return `${runs} inputs; branches ${started} before, ${ended[1]} now; ${ended[2]} inputs cover them`;
}

/** With fewer, nothing was instrumented, and the fuzzer would be guessing. */
const leastBranches = 8;

/** What went wrong, without the fuzzer's own progress. */
function explain(name: string, output: string): void {
  const lines = output
    .split("\n")
    .filter((line) => !/^(?:#\d|INFO|stat::|Skip|"|MS:|0x)/.test(line));
  console.log(lines.slice(-40).join("\n").trim());
  for (const file of readdirSync(crashes).filter((each) => output.includes(each))) {
    const path = relative(process.cwd(), join(crashes, file));
    console.log(`Replay it with: pnpm fuzz ${name} --replay ${path}`);
  }
}
