import { createInterface } from "node:readline";

/** What the run tells a program on its standard input. */
export const finishLine = "finish";

/** What this program was started with. Written by the run, so of the type that it says. */
export function programOptions<Options>(): Options {
  const options: Options = JSON.parse(process.argv[2] ?? "");
  return options;
}

/** Aborted when the run asks to finish. Without the run, the program ends at once. */
export function finishSignal(): AbortSignal {
  const finish = new AbortController();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    if (line === finishLine) finish.abort();
  });
  // However the run has ended, by `kill -9` too.
  lines.on("close", () => process.exit(finish.signal.aborted ? 0 : 1));
  return finish.signal;
}
