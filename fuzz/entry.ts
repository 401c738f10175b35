// What jazzer.js calls: the target that fuzz-one.ts was started with.
import { noteCoverage } from "./keep.ts";
import { loadTarget } from "./load-target.ts";

const { run } = await loadTarget(process.argv[2] ?? "");

const { FUZZ_KEEP: keeping } = process.env;

/** Gives one input to the target. */
export function fuzz(data: Uint8Array): void | Promise<void> {
  // jazzer.js's memory is its own.
  const input = new Uint8Array(data);
  const running = run(input);
  if (keeping === undefined) return running;
  if (running === undefined) return noteCoverage(input);
  return running.then(() => noteCoverage(input));
}
