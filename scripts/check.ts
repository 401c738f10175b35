// All that must hold before a change lands, tests aside. `pnpm check types links` runs just
// those steps.
import { spawn } from "node:child_process";

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Changes files that others read, or keeps both cores busy. */
  readonly alone?: boolean;
}

/** Order matters only for the output, and to those that run alone. */
const steps: readonly Step[] = [
  { name: "generated", command: ["node", "scripts/generate.ts", "--check"] },
  { name: "format and lint", command: ["biome", "check", "--error-on-warnings"] },
  { name: "types", command: ["tsc", "--noEmit"] },
  { name: "types of core", command: ["tsc", "--project", "packages/core/tsconfig.neutral.json"] },
  { name: "dependencies", command: ["node", "scripts/check-dependencies.ts"] },
  { name: "manifests", command: ["node", "scripts/check-manifests.ts"] },
  { name: "sizes", command: ["node", "scripts/check-sizes.ts"] },
  { name: "unused", command: ["knip", "--no-progress", "--no-config-hints"] },
  {
    name: "cycles",
    command: ["knip", "--no-progress", "--no-config-hints", "--include", "cycles"],
  },
  { name: "proto lint", command: ["buf", "lint"] },
  { name: "proto breaking", command: ["node", "scripts/check-breaking.ts"] },
  { name: "links", command: ["node", "scripts/check-links.ts"] },
  { name: "packages", command: ["node", "scripts/check-packages.ts"], alone: true },
];

const workers = 2;

interface Result {
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

function execute(step: Step): Promise<Result> {
  const [program, ...args] = step.command;
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) =>
      resolve({ passed: false, output: `${error}`, seconds: seconds() }),
    );
    child.on("close", (code) => resolve({ passed: code === 0, output, seconds: seconds() }));
  });
}

/** One line for a step, and all its output if it failed. A step may tell something in a note. */
function report({ name }: Step, { passed, output, seconds }: Result): void {
  const note = /^note: (.*)$/m.exec(output)?.[1];
  const line = `${passed ? "ok  " : "FAIL"}  ${name.padEnd(16)} ${seconds.toFixed(1).padStart(5)} s`;
  console.log(note === undefined ? line : `${line}  ${note}`);
  if (!passed) console.log(`${output.trimEnd()}\n`);
}

/** Gives how many of the steps failed. */
async function runAll(chosen: readonly Step[]): Promise<number> {
  let failed = 0;
  const waiting = [...chosen];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await execute(step);
      report(step, result);
      if (!result.passed) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return failed;
}

function choose(names: readonly string[]): readonly Step[] {
  if (names.length === 0) return steps;
  const chosen = steps.filter((step) => names.some((name) => step.name.startsWith(name)));
  if (chosen.length === 0) throw new Error(`No such step; there are: ${steps.map((s) => s.name)}`);
  return chosen;
}

/** Steps in the order of the table, with neighbours that may run together in one group. */
function groups(chosen: readonly Step[]): Step[][] {
  const grouped: Step[][] = [];
  for (const step of chosen) {
    const last = grouped.at(-1);
    if (last === undefined || step.alone || last[0]?.alone) grouped.push([step]);
    else last.push(step);
  }
  return grouped;
}

let failed = 0;
for (const group of groups(choose(process.argv.slice(2)))) failed += await runAll(group);
if (failed > 0) process.exitCode = 1;
console.log(failed === 0 ? "all checks passed" : `${failed} failed`);
