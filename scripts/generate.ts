// Generates packages/core/src/gen from proto/ (and google.rpc's own protos).
// With --check it changes nothing and fails if the committed code is stale.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const generated = "packages/core/src/gen";

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: "inherit" });
}

function check(): void {
  const fresh = mkdtempSync(join(tmpdir(), "gen-"));
  try {
    run("buf", ["generate", "--output", fresh]);
    run("diff", ["-r", generated, join(fresh, generated)]);
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

if (process.argv.includes("--check")) check();
else run("buf", ["generate"]);
