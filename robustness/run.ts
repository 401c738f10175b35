// pnpm robustness [--store NAME] [--seconds N] [--seed N] [--broken NAME]; [--check FOLDER]
// pnpm robustness --rolling-restart [--store NAME] [--seconds N] [--clients N] [--seed N]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkRun } from "./checker/check-run.ts";
import { parseOptions, type RobustnessOptions } from "./options.ts";
import { failuresOf, figuresOf } from "./report.ts";
import { rollingFailuresOf, rollingFiguresOf } from "./rolling/rolling-report.ts";
import { runRollingTrial } from "./rolling/rolling-trial.ts";
import type { StoreName } from "./stores/store-under-test.ts";
import { runTrial } from "./trial.ts";

function optionsOrRefuse(): RobustnessOptions {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return process.exit(2);
  }
}

/** What a run has to say for itself. */
interface Outcome {
  readonly figures: readonly string[];
  /** What makes it fail. */
  readonly failures: readonly string[];
  readonly violations: number;
}

async function outcomeOf(
  storeName: StoreName,
  options: RobustnessOptions,
  folder: string,
): Promise<Outcome> {
  const { seconds, seed, broken, clients } = options;
  if (options.rollingRestart) {
    const result = await runRollingTrial({ storeName, seconds, clients, seed, folder });
    const failures = rollingFailuresOf(result, seconds);
    return { figures: rollingFiguresOf(result), failures, violations: result.violations.length };
  }
  const result = await runTrial({ storeName, seconds, seed, broken, folder });
  const failures = failuresOf(result, seconds);
  return { figures: figuresOf(result), failures, violations: result.violations.length };
}

/** Whether the store kept its promises; of one broken on purpose, whether that was noticed. */
async function tryStore(storeName: StoreName, options: RobustnessOptions): Promise<boolean> {
  const { seconds, seed, broken } = options;
  const folder = mkdtempSync(join(tmpdir(), "robustness-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  process.once("exit", remove);
  const start = performance.now();
  console.log(`${storeName}${broken ? `, broken: ${broken}` : ""}: seed ${seed}, ${seconds} s`);
  const { figures, failures, violations } = await outcomeOf(storeName, options, folder).catch(
    (error: unknown) => {
      // What was gathered for long may be sound, and what reads it at fault.
      process.off("exit", remove);
      console.log(`  histories   ${folder}`);
      throw error;
    },
  );
  for (const line of figures) console.log(`  ${line}`);
  for (const failure of failures) console.log(`  ${failure}`);
  const isCaught = broken !== undefined && violations > 0;
  const passed = broken === undefined ? failures.length === 0 : isCaught;
  // Not to be lost: who is to find the cause needs them.
  if (broken === undefined && !passed) {
    process.off("exit", remove);
    console.log(`  histories   ${folder} (pnpm robustness --check ${folder})`);
  }
  const took = ((performance.now() - start) / 1_000).toFixed(0);
  console.log(`  ${passed ? "ok" : "FAILED"} after ${took} s\n`);
  return passed;
}

function checkAgain(folder: string): void {
  const { violations } = checkRun(folder);
  for (const { promise, what } of violations) console.log(`${promise}: ${what}`);
  console.log(`${violations.length} violations`);
  if (violations.length > 0) process.exitCode = 1;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // Not `once`: a second Ctrl-C would end this process before it has ended the others.
  process.on(signal, () => process.exit(1));
}
const options = optionsOrRefuse();
if (options.check !== undefined) checkAgain(options.check);
else {
  const outcomes: boolean[] = [];
  for (const store of options.stores) {
    outcomes.push(
      await tryStore(store, options).catch((error: unknown) => {
        console.error(error);
        return false;
      }),
    );
  }
  const passed = outcomes.filter(Boolean).length;
  console.log(`${passed} passed, ${outcomes.length - passed} failed`);
  // At once: after a failure something may still go on.
  process.exit(passed === outcomes.length ? 0 : 1);
}
