import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { fakingTests, testFiles } from "./scripts/faking-tests.ts";
import { LongTestsFirst } from "./scripts/long-tests-first.ts";

/** CI names a file here to count the tests from. */
const { TEST_REPORT: report } = process.env;
const faking = fakingTests(import.meta.dirname);
/** What compares times of a millisecond, and would measure its neighbours. */
const timed = ["packages/passwords/src/equal-time.test.ts"];

export default defineConfig({
  test: {
    environment: "node",
    pool: "forks",
    // More than the two cores of CI's machine: of a contract's time over a wire 70 % are waits.
    maxWorkers: 6,
    // A new process, and every module anew, for each file would be a third of the time.
    isolate: false,
    setupFiles: ["scripts/same-globals.setup.ts"],
    // What a channel of grpc-js or a server has begun may outlive its file by seconds, and would set
    // a timer that is faked or counted by then. So those that fake have processes of their own.
    projects: [
      { extends: true, test: { name: "real", include: testFiles, exclude: [...faking, ...timed] } },
      { extends: true, test: { name: "faking", include: faking } },
      // After all others, alone.
      { extends: true, test: { name: "timed", include: timed, sequence: { groupOrder: 1 } } },
    ],
    // The processes that tests start have their code compiled once, which is half of their start.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)),
    },
    // No test depends on those before it. The seed is printed.
    sequence: { shuffle: { tests: true }, sequencer: LongTestsFirst },
    // What hangs is found in the end; what is slow on a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test that leaves something running is told of, not waited for.
    teardownTimeout: 5_000,
    restoreMocks: true,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});
