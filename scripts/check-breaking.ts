// Fails if proto/ breaks clients of the last release: compares it with that release's tag.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Changesets tags a release of core so; the contract is released with core. */
const releases = "@org/user-core@*";

const [tag] = execFileSync(
  "git",
  ["tag", "--list", releases, "--merged", "HEAD", "--sort=-version:refname"],
  { encoding: "utf8" },
).split("\n");

if (tag) {
  const folder = mkdtempSync(join(tmpdir(), "released-"));
  try {
    const released = join(folder, "proto.tar");
    execFileSync("git", ["archive", `--output=${released}`, tag, "buf.yaml", "proto"]);
    execFileSync("buf", ["breaking", "--against", released], { stdio: "inherit" });
    console.log(`note: against ${tag}`);
  } catch {
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} else {
  console.log(`note: skipped, there is no release yet (no tag ${releases})`);
}
