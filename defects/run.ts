// Breaks a copy of the workspace by one defect of the table at a time, and tells which test
// notices. `pnpm defects`; `pnpm defects "page token"` tries those with that in their names.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Defect, suites } from "./defect.ts";
import { defects } from "./defects.ts";
import { runTests } from "./test-run.ts";
import { copyWorkspace, type WorkspaceCopy } from "./workspace-copy.ts";

const workers = 2;

interface Tally {
  passed: number;
  failed: number;
}

function choose(names: readonly string[]): readonly Defect[] {
  if (names.length === 0) return defects;
  const chosen = defects.filter((defect) => names.some((name) => defect.name.includes(name)));
  if (chosen.length === 0) throw new Error(`No defect has in its name: ${names.join(", ")}`);
  return chosen;
}

/** Does each piece of work once, in a copy that nobody else uses meanwhile. */
async function shareOut<T>(
  copies: readonly WorkspaceCopy[],
  all: readonly T[],
  work: (copy: WorkspaceCopy, one: T) => Promise<void>,
): Promise<void> {
  const waiting = [...all];
  const worker = async (copy: WorkspaceCopy) => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(copy, one);
  };
  await Promise.all(copies.map(worker));
}

/** The tests that must notice pass as long as nothing is broken. */
async function requireWhole(copy: WorkspaceCopy, group: readonly Defect[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const file = suites[first.suite];
  const names = [...new Set(group.map(({ promise }) => promise))];
  const { passed, failed, output } = await runTests({ folder: copy.folder, file, names });
  if (failed.length > 0) throw new Error(`${file} fails unbroken: ${failed[0]}\n${output}`);
  for (const name of names) {
    if (!passed.some((each) => each.includes(name))) {
      throw new Error(`${file} has no test that passes with this in its name: ${name}\n${output}`);
    }
  }
}

/** Tells in a line what noticed the defect. */
async function tryDefect(copy: WorkspaceCopy, defect: Defect): Promise<boolean> {
  const start = performance.now();
  const mend = copy.apply(defect);
  const { suite, promise } = defect;
  const { failed, output } = await runTests({
    folder: copy.folder,
    file: suites[suite],
    names: [promise],
    isBroken: true,
  }).finally(mend);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(4);
  const [caughtBy] = failed;
  const isCaught = caughtBy !== undefined;
  console.log(`${isCaught ? "ok  " : "FAIL"} ${seconds} s  ${defect.name}`);
  console.log(
    isCaught ? `             caught by ${caughtBy}` : `NOT CAUGHT by ${suite}\n${output}`,
  );
  return isCaught;
}

async function runAll(folder: string, names: readonly string[]): Promise<Tally> {
  const chosen = choose(names);
  const copies = Array.from({ length: workers }, (_, i) =>
    copyWorkspace(resolve(import.meta.dirname, ".."), join(folder, `copy${i}`)),
  );
  // A text that is not found is told before anything is run.
  for (const defect of chosen) copies[0]?.apply(defect)();
  await shareOut(copies, Object.values(Object.groupBy(chosen, ({ suite }) => suite)), requireWhole);
  const tally: Tally = { passed: 0, failed: 0 };
  await shareOut(copies, chosen, async (copy, defect) => {
    tally[(await tryDefect(copy, defect)) ? "passed" : "failed"] += 1;
  });
  return tally;
}

const folder = mkdtempSync(join(tmpdir(), "defects-"));
// Again and again: what was killed may be writing still.
process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const { passed, failed } = await runAll(folder, process.argv.slice(2)).catch(
  (error: unknown): Tally => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  },
);
console.log(`${passed} passed, ${failed} failed`);
// At once: after a fault the other worker would go on.
process.exit(failed === 0 && passed > 0 ? 0 : 1);
