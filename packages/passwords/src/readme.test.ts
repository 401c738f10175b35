import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const [, usage = ""] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];

it("runs the README's example", async () => {
  // In the package, where the names that it imports resolve.
  mkdirSync(join(root, ".readme"), { recursive: true });
  const folder = mkdtempSync(join(root, ".readme/"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "program.mts");
  writeFileSync(program, usage);
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 30_000 });
  expect(stdout).toBe("Ada\nINVALID_CREDENTIALS\n");
});
