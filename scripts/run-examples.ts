// Runs the example projects as their users would: each in an empty folder, with the packed
// packages installed by npm, and nothing of this workspace. Arguments name those to run.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { type Packed, packAll } from "./pack.ts";

interface ExampleManifest {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What is run of an example, as far as it has it, in this order. */
const checks = ["types", "build", "test"];

/** Where each of our packages is installed from: by name, its tarball. */
function tarballsOf(packages: readonly Packed[]): Record<string, string> {
  return Object.fromEntries(
    packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]),
  );
}

/** The same dependencies, ours from their tarballs. */
function withTarballs(
  dependencies: Readonly<Record<string, string>> = {},
  tarballs: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => [name, tarballs[name] ?? range]),
  );
}

/** Copies an example, installs what it needs and runs its checks. Throws if one fails. */
function runExample(path: string, packages: readonly Packed[], folder: string): void {
  const project = join(folder, basename(path));
  // Without what somebody who tried it in place has left there.
  const filter = (source: string) => !/\/(?:node_modules|\.next|dist|data)$/.test(source);
  cpSync(path, project, { recursive: true, filter });
  const manifest: ExampleManifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const tarballs = tarballsOf(packages);
  const dependencies = withTarballs(manifest.dependencies, tarballs);
  const devDependencies = withTarballs(manifest.devDependencies, tarballs);
  // What our packages need of each other comes from tarballs too.
  const installed = { ...manifest, dependencies, devDependencies, overrides: tarballs };
  writeFileSync(join(project, "package.json"), JSON.stringify(installed));
  const npm = (...args: string[]) =>
    execFileSync("npm", args, { cwd: project, stdio: "inherit", timeout: 300_000 });
  npm("install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error");
  if (!("test" in manifest.scripts)) throw new Error("it has no tests");
  for (const check of checks.filter((name) => name in manifest.scripts)) npm("run", check);
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
  const start = performance.now();
  try {
    run();
    passed += 1;
    console.log(`${name}: passed in ${Math.round((performance.now() - start) / 1_000)} s`);
  } catch (error) {
    failed += 1;
    console.error(`${name} failed: ${error instanceof Error ? error.message : error}`);
  }
}

/** The folders of the examples that are to run: those named, or all. */
function chosen(names: readonly string[]): string[] {
  const paths = globSync("examples/*/package.json").map(dirname);
  const unknown = names.find((name) => !paths.includes(`examples/${name}`));
  if (unknown !== undefined) throw new Error(`There is no example ${unknown}`);
  return paths.filter((path) => names.length === 0 || names.includes(basename(path))).sort();
}

try {
  const names = process.argv.slice(2);
  const paths = chosen(names);
  const build = spawnSync("node", ["scripts/build.ts"], { stdio: "inherit" });
  if (build.status !== 0) throw new Error("The packages could not be built");
  const packages = await packAll(folder);
  if (names.length === 0) {
    attempt("the kit without a test runner", () => runWithoutTestRunner(packages, folder));
  }
  for (const path of paths) attempt(path, () => runExample(path, packages, folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);
