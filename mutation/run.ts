// Mutation testing of core: `pnpm mutate`, see README.md beside this. Arguments go to Stryker, and
// then no figures are written; `--report` writes those of the last run.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { type Mutant, readReport } from "./read-report.ts";
import { reasons } from "./reasons.ts";
import { explain, scoreOf, scoreTable, survivorsOf } from "./summary.ts";

/** The least share of mutants the tests must notice, in percent; of all, and without middleware. */
const leastScore = 85;

const here = (name: string) => new URL(name, import.meta.url).pathname;

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

/** Puts the table between its marks in the README. */
function writeTable(table: string): void {
  const readme = readFileSync(here("README.md"), "utf8");
  const date = new Date().toISOString().slice(0, 10);
  const marked = /(<!-- figures -->\n)[\s\S]*?(\n<!-- end of figures -->)/;
  writeFileSync(
    here("README.md"),
    readme.replace(marked, (_, begin, end) => `${begin}\n${date}:\n\n${table}\n${end}`),
  );
}

const survivorsIntro = `# Surviving mutants

Each change below passes all the tests of \`mutation/vitest.config.ts\`. Written by \`pnpm mutate\`
from the reasons in \`mutation/reasons/\`, which says what the kinds mean.
`;

function describe({ file, lineNumber, line, change, mutator, status }: Mutant): string {
  return `${file}:${lineNumber} ${status} ${mutator}\n  in: ${line}\n  ${change}`;
}

const args = process.argv.slice(2);
const reportOnly = args.includes("--report");
if (!reportOnly) {
  const { status } = spawnSync("stryker", ["run", ...args], { stdio: "inherit" });
  if (status !== 0) throw new Error(`Stryker ended with ${status}`);
}

const mutants = readReport(here("../.mutation/incremental.json"));
const { text, unexplained } = explain(survivorsOf(mutants), reasons);
if (args.length === 0 || reportOnly) {
  writeTable(scoreTable(mutants));
  writeFileSync(here("survivors.md"), `${survivorsIntro}\n${text}`);
  spawnSync("biome", ["format", "--write", here("README.md")], { stdio: "inherit" });
}
console.log(scoreTable(mutants));
if (unexplained.length > 0) {
  fail(`Survivors without a reason:\n${unexplained.map(describe).join("\n")}`);
}
const core = mutants.filter(({ file }) => !file.startsWith("middleware/"));
for (const [name, some] of [
  ["all", mutants],
  ["without middleware", core],
] as const) {
  const score = scoreOf(some);
  if (score < leastScore) fail(`${name}: ${score.toFixed(1)} % is less than ${leastScore} %`);
}
