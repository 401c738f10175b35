#!/usr/bin/env -S node --max-semi-space-size=16
// The flag: V8 lets its young generation grow to three times 32 MB under load,
// and a server of this kind is as fast with half of it (bench/README.md).
import { requireNode } from "./oldest-node.ts";

/** Exit codes: 0 if all went well, 1 when something failed, 2 for a bad command line. */
async function main(args: readonly string[]): Promise<void> {
  // Nothing else is imported before: an older Node may fail at that, in words of its own.
  requireNode(process.versions.node);
  const { fail } = await import("./failing.ts");
  await run(args).catch(fail);
}

async function run(args: readonly string[]): Promise<void> {
  const [command, ...rest] = args;
  // It starts without the parser of the other commands, which takes time to load.
  if (command === "serve") {
    const { runServe } = await import("./commands/serve.ts");
    return runServe(rest, process.env);
  }
  const { endWithReader } = await import("./commands/output.ts");
  endWithReader();
  const { runProgram } = await import("./commands/program.ts");
  process.exitCode = await runProgram(args, process.env);
}

void main(process.argv.slice(2));
