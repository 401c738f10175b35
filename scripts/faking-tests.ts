import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where tests are. */
export const testFiles = [
  "packages/*/src/**/*.test.ts",
  "scripts/**/*.test.ts",
  "defects/*.test.ts",
  "fuzz/*.test.ts",
  "robustness/**/*.test.ts",
  "*.test.ts",
];

const fakes = /\b(?:useFakeTimers|stubGlobal)\(|\bspyOn\((?:globalThis|Math|Date|performance)\b/;
const fixtures = /\bfrom "(\.\/[^"]+\.fixture\.ts)"/g;

/**
 * The files of tests that fake or count what all of their process have in common, as its timers,
 * by themselves or in a fixture of theirs; from the root, with slashes.
 */
export function fakingTests(root: string): string[] {
  return globSync(testFiles, { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => {
      const path = join(root, file);
      const text = readFileSync(path, "utf8");
      const own = Array.from(text.matchAll(fixtures), ([, fixture = ""]) =>
        readFileSync(join(path, "..", fixture), "utf8"),
      );
      return [text, ...own].some((each) => fakes.test(each));
    });
}
