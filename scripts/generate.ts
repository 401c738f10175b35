// Generates packages/core/src/gen from proto/ (and google.rpc's own protos).
// With --check it changes nothing and fails if the committed code is stale.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const generated = "packages/core/src/gen";

function generate(): void {
  execFileSync("buf", ["generate"], { stdio: "inherit" });
}

function check(): void {
  const committed = mkdtempSync(join(tmpdir(), "gen-"));
  cpSync(generated, committed, { recursive: true });
  try {
    generate();
    execFileSync("diff", ["-r", committed, generated], { stdio: "inherit" });
  } finally {
    rmSync(generated, { recursive: true, force: true });
    cpSync(committed, generated, { recursive: true });
    rmSync(committed, { recursive: true, force: true });
  }
}

if (process.argv.includes("--check")) check();
else generate();
