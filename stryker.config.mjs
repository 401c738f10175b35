// How strong the tests of core are: `pnpm mutate` (mutation/README.md).

export default {
  mutate: [
    "packages/core/src/{rpc,users,middleware}/**/*.ts",
    "packages/core/src/{base64,copy-text,equal-bytes}.ts",
    "!**/*.{test,fixture}.ts",
    // Types only, or wiring that every test goes through.
    "!packages/core/src/users/{deps,user-store,user-service}.ts",
  ],
  testRunner: "vitest",
  vitest: { configFile: "mutation/vitest.config.ts", related: false },
  plugins: ["@stryker-mutator/vitest-runner"],
  packageManager: "pnpm",
  coverageAnalysis: "perTest",
  // No such file: rewriting the real one takes the API of an older TypeScript.
  tsconfigFile: "tsconfig.mutation.json",
  // Tables and patterns at the top of a module are rules too.
  ignoreStatic: false,
  concurrency: 2,
  // Over what the tests took without a mutant, for those that loop for ever.
  timeoutMS: 8_000,
  incremental: true,
  incrementalFile: ".mutation/incremental.json",
  tempDirName: ".mutation/sandbox",
  cleanTempDir: "always",
  ignorePatterns: ["**/dist", "bench", "interop", ".readme", "data"],
  reporters: ["progress-append-only", "clear-text"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
};
