// Builds every package into its dist: JavaScript by tsup, declarations by tsc,
// and the licences of what was bundled in.
import { execFile } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { workspacePackages } from "./workspace.ts";

const run = promisify(execFile);

/** One program for all packages, so that they see each other's sources and not stale builds. */
async function emitDeclarations(folder: string): Promise<void> {
  await run("tsc", ["--project", "tsconfig.build.json", "--outDir", folder]);
}

/** tsc leaves `.ts` in declarations. TypeScript finds `.d.ts` for it, other tools may not. */
function rewriteSpecifiers(folder: string): void {
  for (const path of globSync(`${folder}/**/*.d.ts`)) {
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/(["'])(\.\.?\/[^"'\n]*)\.ts\1/g, "$1$2.js$1"));
  }
}

/** The folder in node_modules that a bundled source is from, if it is from one. */
function packageFolder(source: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0];
}

/** The packages from node_modules whose code is in this dist, by the source maps. */
function bundledPackages(dist: string): string[] {
  const folders = globSync(`${dist}/**/*.js.map`)
    .flatMap((path): string[] => JSON.parse(readFileSync(path, "utf8")).sources)
    .map(packageFolder)
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort().map((folder) => join(dist, folder));
}

/** Copies the licences of bundled packages, as those ask, and gives the packages' names. */
function writeLicences(dist: string): string[] {
  const folders = bundledPackages(dist);
  const texts = folders.map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  if (texts.length > 0) writeFileSync(join(dist, "BUNDLED_LICENSES.txt"), texts.join("\n\n"));
  return texts.map((text) => text.slice(0, text.indexOf("\n")));
}

/** The contract, for other languages' generators. */
function copyContract(dist: string): void {
  for (const path of globSync("proto/userservice/**/*.proto")) cpSync(path, join(dist, path));
}

const declarations = mkdtempSync(join(tmpdir(), "declarations-"));
try {
  await Promise.all([run("tsup"), emitDeclarations(declarations)]);
  rewriteSpecifiers(declarations);
  for (const { folder, manifest } of workspacePackages()) {
    const dist = join(folder, "dist");
    cpSync(join(declarations, folder.slice("packages/".length), "src"), dist, { recursive: true });
    // Who calls from another language has no clone.
    if (manifest.name === "@org/user-core") copyContract(dist);
    const bundled = writeLicences(dist);
    console.log(`${manifest.name}: ${dist}${bundled.length > 0 ? `, with ${bundled}` : ""}`);
  }
} catch (error) {
  const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
  console.error(stdout || stderr ? `${stdout}${stderr}` : error);
  process.exitCode = 1;
} finally {
  rmSync(declarations, { recursive: true, force: true });
}
