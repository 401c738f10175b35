import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";

const root = join(import.meta.dirname, "..");

it("runs the README's example", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, example = ""] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  mkdirSync(join(root, ".readme"), { recursive: true });
  const folder = mkdtempSync(join(root, ".readme/"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "program.mts");
  writeFileSync(program, example);
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 15_000 });
  expect(stdout).toContain("email: 'ada@example.com'");
});
