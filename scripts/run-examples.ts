// Runs the example projects as their users would: each in an empty folder, with the packed
// packages installed by npm, and nothing of this workspace.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Packed, packAll } from "./pack.ts";

interface ExampleManifest {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The same dependencies, ours from their tarballs. */
function withTarballs(
  dependencies: Readonly<Record<string, string>> = {},
  packages: readonly Packed[],
): Record<string, string> {
  const tarballs = new Map(packages.map(({ manifest, tarball }) => [manifest.name, tarball]));
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => {
      const tarball = tarballs.get(name);
      return [name, tarball === undefined ? range : `file:${tarball}`];
    }),
  );
}

/** Copies an example, installs what it needs and runs its scripts. Throws if one fails. */
function runExample(path: string, packages: readonly Packed[], folder: string): void {
  const project = join(folder, basename(path));
  cpSync(path, project, { recursive: true });
  const manifest: ExampleManifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const dependencies = withTarballs(manifest.dependencies, packages);
  const devDependencies = withTarballs(manifest.devDependencies, packages);
  const installed = { ...manifest, dependencies, devDependencies };
  writeFileSync(join(project, "package.json"), JSON.stringify(installed));
  const npm = (...args: string[]) =>
    execFileSync("npm", args, { cwd: project, stdio: "inherit", timeout: 300_000 });
  npm("install", "--no-audit", "--no-fund", "--loglevel=error");
  for (const script of Object.keys(manifest.scripts)) npm("run", script);
}

/** The fake in a project without any test runner: it must need none. */
function runWithoutTestRunner(packages: readonly Packed[], folder: string): void {
  const tarballs = packages
    .filter(({ manifest }) => /core|testing/.test(manifest.name))
    .map(({ tarball }) => tarball);
  const project = mkdtempSync(join(folder, "bare-"));
  const options = { cwd: project, stdio: "inherit", timeout: 300_000 } as const;
  writeFileSync(join(project, "package.json"), `{ "private": true }`);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", ...tarballs], options);
  const program = `import "@org/user-testing"; await import("@org/user-testing");`;
  execFileSync("node", ["--input-type=module", "--eval", program], options);
}

const folder = mkdtempSync(join(tmpdir(), "examples-"));
let failed = 0;
let passed = 0;

function attempt(name: string, run: () => void): void {
  console.log(`\n${name}`);
  try {
    run();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`${name} failed: ${error instanceof Error ? error.message : error}`);
  }
}

try {
  const build = spawnSync("node", ["scripts/build.ts"], { stdio: "inherit" });
  if (build.status !== 0) throw new Error("The packages could not be built");
  const packages = await packAll(folder);
  attempt("the kit without a test runner", () => runWithoutTestRunner(packages, folder));
  for (const manifest of globSync("examples/*/package.json").sort()) {
    const path = manifest.slice(0, -"/package.json".length);
    attempt(path, () => runExample(path, packages, folder));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);
