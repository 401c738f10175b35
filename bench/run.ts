// pnpm bench [row …] [--rounds N] [--quick] [--write]
import { leaveMeasuredCore } from "./children.ts";
import { measure } from "./measure.ts";
import { type BenchOptions, parseBenchOptions } from "./options.ts";
import { stopCluster } from "./postgres.ts";
import { missingRequirement } from "./requirements.ts";
import type { Result, Row } from "./row.ts";
import { rows } from "./rows.ts";
import { headOf, tableOf, writeTable } from "./table.ts";

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

function optionsOrRefuse(): BenchOptions {
  try {
    return parseBenchOptions(rows.map(({ name }) => name));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : `${error}`);
  }
}

/** The rows asked for that can be measured; with `--write`, all must be. */
function chosenRows({ names, write }: BenchOptions): Row[] {
  const asked = rows.filter(({ name }) => names.length === 0 || names.includes(name));
  return asked.filter(({ name, missing }) => {
    const why = missing?.();
    if (why !== undefined && write) refuse(`${name}: ${why}`);
    if (why !== undefined) console.error(`${name} left out: ${why}`);
    return why === undefined;
  });
}

const options = optionsOrRefuse();
const lack = missingRequirement();
if (lack !== undefined) refuse(lack);
leaveMeasuredCore();

const results: Result[] = [];
try {
  for (const row of chosenRows(options)) {
    process.stderr.write(`${row.name} `);
    results.push(await measure(row, options.rounds, options.scale));
    process.stderr.write("\n");
  }
} finally {
  await stopCluster();
}
const [head, table] = [headOf(options.rounds), tableOf(results, options.scale === 1)];
console.log(`${head}\n\n${table}`);
if (options.scale < 1) console.log("\nA quick look: too little work for figures that count.");
if (options.write) writeTable(head, table);
