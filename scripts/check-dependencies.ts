// Fails if a package imports what it should not know of (see ARCHITECTURE.md), or if core
// does not bundle for a platform that has nothing but JavaScript.
import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { installedWith, type WorkspacePackage, workspacePackages } from "./workspace.ts";

interface Rule {
  /** All that its sources may import, beside their own files. */
  readonly imports: readonly string[];
  /** Whether its sources may import Node's own modules. */
  readonly node: boolean;
  /** Of `imports`, what is built into dist instead of installed beside it. */
  readonly bundled?: readonly string[];
}

const core = "@org/user-core";
const protobuf = "@bufbuild/protobuf";

const rules: Readonly<Record<string, Rule>> = {
  "packages/core": {
    imports: [protobuf, "@noble/hashes"],
    node: false,
    bundled: ["@noble/hashes"],
  },
  "packages/testing": { imports: [core, protobuf, "vitest", "fast-check"], node: true },
  "packages/store-sqlite": { imports: [core, protobuf], node: true },
  "packages/transport-grpc": { imports: [core, protobuf, "@grpc/grpc-js"], node: true },
  "packages/server": {
    imports: [
      core,
      protobuf,
      "@org/user-store-sqlite",
      "@org/user-transport-grpc",
      "@grpc/grpc-js",
      "pino",
    ],
    node: true,
  },
};

/** What tests and their fixtures may import beside what their package's sources may. */
const testImports = ["@org/user-testing", "vitest", "fast-check"];

/** Rooms of core that must not know of the others, and what they may import. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  "packages/core/src/rpc": ["packages/core/src/rpc", "packages/core/src/gen"],
};

/** The most that core may weigh, minified and gzipped, with all that it imports. */
const maxCoreBytes = 60 * 1024;

/** Statements begin a line, as Biome formats them; examples in comments do not. */
const statement = /^(?:import|export)\s(?:[^;"'()=]*?\sfrom\s)?["']([^"']+)["']/gm;
const dynamic = /^(?!\s*(?:\*|\/\/)).*\bimport\(\s*["']([^"']+)["']/gm;

function importsOf(text: string): string[] {
  return [...text.matchAll(statement), ...text.matchAll(dynamic)]
    .map((match) => match[1])
    .filter((specifier) => specifier !== undefined);
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder + sep);
}

/** Why this file may not import this, or undefined if it may. */
function faultIn(file: string, specifier: string, of: WorkspacePackage, rule: Rule) {
  const isTest = /\.(test|fixture)\.ts$/.test(file);
  if (specifier.startsWith(".")) {
    const target = join(dirname(file), specifier);
    if (!isInside(target, join(of.folder, "src"))) return "is outside the package's sources";
    const room = Object.entries(rooms).find(([folder]) => isInside(file, folder));
    if (room === undefined || isTest || room[1].some((folder) => isInside(target, folder))) return;
    return `is a room that ${room[0]} must not know of`;
  }
  if (specifier.startsWith("node:")) {
    return rule.node || isTest ? undefined : "is a Node built-in";
  }
  if (builtinModules.includes(specifier)) return "is a Node built-in, without `node:`";
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (isTest && (testImports.includes(name) || name === of.manifest.name)) return;
  if (!rule.imports.includes(name)) return `is not in the row of ${of.folder}`;
  if (isTest || rule.bundled?.includes(name)) return;
  if (!installedWith(of.manifest).includes(name)) return "is no dependency in package.json";
  return;
}

function faultsOf(workspacePackage: WorkspacePackage): string[] {
  const { folder } = workspacePackage;
  const rule = rules[folder];
  if (rule === undefined) return [`${folder}: has no row in scripts/check-dependencies.ts`];
  return globSync(`${folder}/src/**/*.ts`).flatMap((file) =>
    importsOf(readFileSync(file, "utf8")).flatMap((specifier) => {
      const fault = faultIn(file, specifier, workspacePackage, rule);
      return fault === undefined ? [] : [`${file}: "${specifier}" ${fault}`];
    }),
  );
}

/** Bundles core with nothing left outside, and gives its size. */
async function bundledCoreBytes(): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: ["packages/core/src/index.ts"],
    bundle: true,
    platform: "neutral",
    format: "esm",
    target: "es2022",
    minify: true,
    write: false,
    logLevel: "error",
  });
  return outputFiles.reduce((bytes, file) => bytes + gzipSync(file.contents).length, 0);
}

const faults = workspacePackages().flatMap(faultsOf);
const bytes = await bundledCoreBytes().catch(() => undefined);
if (bytes === undefined) faults.push("packages/core: does not bundle for platform neutral");
else if (bytes > maxCoreBytes) {
  faults.push(`packages/core: ${bytes} bytes gzipped, over ${maxCoreBytes}`);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`note: core is ${((bytes ?? 0) / 1024).toFixed(1)} KiB, minified and gzipped`);
