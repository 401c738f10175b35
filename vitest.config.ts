import { defineConfig } from "vitest/config";

/** CI names a file here to count the tests from. */
const { TEST_REPORT: report } = process.env;

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts", "*.test.ts"],
    environment: "node",
    pool: "forks",
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A test that leaves something running is told of, not waited for.
    teardownTimeout: 5_000,
    restoreMocks: true,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});
