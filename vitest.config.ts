import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** CI names a file here to count the tests from. */
const { TEST_REPORT: report } = process.env;

export default defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "scripts/**/*.test.ts",
      "defects/*.test.ts",
      "fuzz/*.test.ts",
      "robustness/**/*.test.ts",
      "*.test.ts",
    ],
    environment: "node",
    pool: "forks",
    // More than the two cores of CI's machine: many tests wait for sockets and processes.
    maxWorkers: 4,
    // A new process, and every module anew, for each file would be a third of the time.
    isolate: false,
    setupFiles: ["scripts/same-globals.setup.ts"],
    // The processes that tests start have their code compiled once, which is half of their start.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)),
    },
    // No test depends on those before it. The seed is printed.
    sequence: { shuffle: { tests: true } },
    // What hangs is found in the end; what is slow on a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test that leaves something running is told of, not waited for.
    teardownTimeout: 5_000,
    restoreMocks: true,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});
