// jazzer.js's native part is built for glibc 2.38 and newer. Where the system's is older, Debian's
// next one is put beside it, for this alone: nothing is installed.
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A Debian whose glibc is new enough. */
const release = "trixie";
const folder = join(import.meta.dirname, ".c-library");

/** The command that starts Node such that jazzer.js can be loaded. */
export function nodeCommand(): readonly [string, ...string[]] {
  if (canLoadJazzer()) return [process.execPath];
  const loader = findLoader() ?? downloadedLoader();
  return [loader, "--library-path", dirname(loader), process.execPath];
}

function canLoadJazzer(): boolean {
  try {
    createRequire(import.meta.url)("@jazzer.js/core");
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("GLIBC")) return false;
    throw error;
  }
}

function findLoader(): string | undefined {
  return globSync(join(folder, "root/usr/lib/*/ld-linux-*.so.*"))[0];
}

function downloadedLoader(): string {
  try {
    downloadLibrary();
  } catch (cause) {
    throw new Error("The fuzzer needs glibc 2.38 (Debian 13, Ubuntu 24.04)", { cause });
  }
  const loader = findLoader();
  if (loader === undefined) throw new Error(`There is no glibc in ${folder}`);
  return loader;
}

/** By apt, which checks the signatures, with lists and a cache of its own. */
function downloadLibrary(): void {
  rmSync(folder, { recursive: true, force: true });
  const state = join(folder, "apt");
  mkdirSync(join(state, "lists/partial"), { recursive: true });
  mkdirSync(join(state, "cache/archives/partial"), { recursive: true });
  writeFileSync(join(state, "status"), "");
  writeFileSync(join(state, "sources.list"), `deb ${mirror()} ${release} main\n`);
  const options = [
    `Dir::Etc::sourcelist=${join(state, "sources.list")}`,
    "Dir::Etc::sourceparts=/dev/null",
    `Dir::State=${state}`,
    `Dir::State::status=${join(state, "status")}`,
    `Dir::Cache=${join(state, "cache")}`,
    // Its own user may not write here.
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
  apt([...options, "-qq", "update"]);
  apt([...options, "-qq", "download", "libc6", "libstdc++6", "libgcc-s1"]);
  for (const archive of globSync(join(folder, "*.deb"))) {
    execFileSync("dpkg-deb", ["--extract", archive, join(folder, "unpacked")]);
    rmSync(archive);
  }
  rmSync(state, { recursive: true });
  // Whole, or not there.
  renameSync(join(folder, "unpacked"), join(folder, "root"));
}

/** Where this machine has its own Debian from. */
function mirror(): string {
  const format = "$(LABEL) $(COMPONENT) $(REPO_URI)";
  const targets = apt(["indextargets", "--format", format, "Created-By: Packages"]);
  const uri = /^Debian main (\S+)$/m.exec(targets)?.[1];
  if (uri !== undefined) return uri;
  throw new Error("This is no Debian");
}

function apt(args: readonly string[]): string {
  return execFileSync("apt-get", args, { cwd: folder, encoding: "utf8" });
}
