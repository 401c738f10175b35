import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runVitest } from "./vitest-process.ts";

/** What became of a run of some tests of one file. */
export interface TestRun {
  /** Full names of the tests that passed. */
  readonly passed: readonly string[];
  /** Full names of the tests that failed. */
  readonly failed: readonly string[];
  /** What vitest printed, and why a file could not be run. */
  readonly output: string;
}

/** Which tests to run, and how. */
export interface TestRunOptions {
  /** Root of the workspace. */
  readonly folder: string;
  /** The test file, from the root. */
  readonly file: string;
  /** Tests whose full names, as in `suite > test`, have one of these in them. */
  readonly names: readonly string[];
  /** Whether one of them is to fail: they stop then, and properties look longer for it. Default: no. */
  readonly isBroken?: boolean;
}

/** What is to fail: stops at the first failure, and does not wait long for what hangs. */
const brokenArgs = [
  ...["--bail", "1"],
  // More than the 5 s after which a client gives up by itself, or that would count as noticed.
  ...["--testTimeout", "5500"],
];
/** More than it takes for a defect that not every random schedule shows. */
const brokenEnv = { RACE_RUNS: "2000", MODEL_RUNS: "1000" };

/** Runs tests in a process of its own. */
export async function runTests({
  folder,
  file,
  names,
  isBroken = false,
}: TestRunOptions): Promise<TestRun> {
  const report = join(folder, "report.json");
  rmSync(report, { force: true });
  const args = [
    ...["run", file, "--testNamePattern", names.map(escaped).join("|")],
    ...["--reporter", "json", "--outputFile", report, "--maxWorkers", "1"],
    ...(isBroken ? brokenArgs : []),
  ];
  const output = await runVitest(folder, args, isBroken ? brokenEnv : {});
  const { tests, faults } = readReport(report);
  const named = (status: string) => tests.filter((test) => test.status === status).map(fullName);
  return {
    passed: named("passed"),
    failed: named("failed"),
    output: [output, ...faults].join("\n"),
  };
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

interface TestResult {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly TestResult[];
    readonly message: string;
  }[];
}

function fullName({ ancestorTitles, title }: TestResult): string {
  return [...ancestorTitles, title].join(" > ");
}

function readReport(path: string): { tests: readonly TestResult[]; faults: readonly string[] } {
  // Without one vitest was ended before it could write it.
  if (!existsSync(path)) return { tests: [], faults: ["It was ended before its end."] };
  const { testResults }: Report = JSON.parse(readFileSync(path, "utf8"));
  return {
    tests: testResults.flatMap(({ assertionResults }) => assertionResults),
    faults: testResults.map(({ message }) => message),
  };
}
