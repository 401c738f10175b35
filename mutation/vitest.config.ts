import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));

/** The tests that judge a mutant: fast, in process, without a wire. */
export default defineConfig({
  // Links in node_modules lead out of the copy that has the mutants.
  resolve: {
    alias: [
      { find: /^@org\/user-core$/, replacement: source("core/src/index.ts") },
      { find: /^@org\/user-testing$/, replacement: source("testing/src/index.ts") },
      {
        find: /^@org\/user-testing\/arbitraries$/,
        replacement: source("testing/src/arbitraries.ts"),
      },
      { find: /^@org\/user-testing\/contracts$/, replacement: source("testing/src/contracts.ts") },
    ],
  },
  test: {
    // The suites with random or many runs judge too slowly for two thousand mutants.
    include: [
      "packages/core/src/**/*.test.ts",
      "packages/testing/src/{in-process,memory-store}.test.ts",
    ],
    // About memory, and slow; about other services.
    exclude: ["**/*-leaks.test.ts", "packages/core/src/{health,reflection}/**"],
    setupFiles: ["mutation/quick-properties.ts"],
    // One start for all files, which leave nothing behind; each mutant has one of its own.
    isolate: false,
    environment: "node",
    testTimeout: 4_000,
    hookTimeout: 4_000,
    restoreMocks: true,
  },
});
