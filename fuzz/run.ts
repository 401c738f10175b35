// pnpm fuzz [TARGET …] [--seconds N] [--seed N] [--keep]; pnpm fuzz TARGET --replay FILE
import { readFileSync } from "node:fs";
import { nodeCommand } from "./c-library.ts";
import { fuzzTarget } from "./fuzz-target.ts";
import { loadTarget, targetNames } from "./load-target.ts";
import { type FuzzOptions, parseFuzzOptions } from "./options.ts";

const workers = 2;

function optionsOrRefuse(): FuzzOptions {
  try {
    return parseFuzzOptions(targetNames);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return process.exit(2);
  }
}

/** Fails as the target does. */
async function replay(name: string, file: string): Promise<void> {
  const target = await loadTarget(name);
  await target.run(new Uint8Array(readFileSync(file)));
  console.log(`${name} keeps its promises for ${file}`);
}

function commandOrFailure({ names }: FuzzOptions): readonly [string, ...string[]] {
  try {
    return nodeCommand();
  } catch (error) {
    console.error(error);
    console.log(`\n0 passed, ${names.length} failed`);
    return process.exit(1);
  }
}

async function fuzzAll(options: FuzzOptions): Promise<void> {
  const command = commandOrFailure(options);
  const waiting = [...options.names];
  let failed = 0;
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const isKept = await fuzzTarget(name, { ...options, command });
      if (!isKept) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  if (failed > 0) process.exitCode = 1;
  console.log(`\n${options.names.length - failed} passed, ${failed} failed`);
}

const options = optionsOrRefuse();
const [name] = options.names;
if (options.replay !== undefined && name !== undefined) await replay(name, options.replay);
else await fuzzAll(options);
