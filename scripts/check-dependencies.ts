// Fails if a package imports what it should not know of (see ARCHITECTURE.md).
import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, sep } from "node:path";
import { installedWith, type WorkspacePackage, workspacePackages } from "./workspace.ts";

interface Rule {
  /** All that its sources may import, beside their own files. */
  readonly imports: readonly string[];
  /** Whether its sources may import Node's own modules; or which of them, by their paths' beginnings. */
  readonly node: boolean | readonly string[];
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
  "packages/store-postgres": { imports: [core, protobuf, "pg"], node: true },
  "packages/passwords": { imports: [core, "@node-rs/argon2", "@node-rs/bcrypt"], node: true },
  "packages/jwt": {
    imports: [core, "jose", "@noble/hashes"],
    node: false,
    bundled: ["@noble/hashes"],
  },
  "packages/hints-nats": { imports: [core, "@nats-io/transport-node"], node: false },
  "packages/telemetry": { imports: [core, "@opentelemetry/api"], node: false },
  "packages/transport-grpc": { imports: [core, protobuf, "@grpc/grpc-js"], node: true },
  "packages/transport-connect": {
    imports: [
      core,
      protobuf,
      "@connectrpc/connect",
      "@connectrpc/connect-node",
      "@connectrpc/connect-web",
    ],
    node: ["src/node/", "src/wires/http2-wire.ts", "src/wires/node-http-wire.ts"],
  },
  "packages/server": {
    imports: [
      core,
      protobuf,
      "@org/user-jwt",
      "@org/user-passwords",
      "@org/user-store-postgres",
      "@org/user-store-sqlite",
      "@org/user-telemetry",
      "@org/user-transport-connect",
      "@org/user-transport-grpc",
      "@grpc/grpc-js",
      "@opentelemetry/api",
      "@opentelemetry/context-async-hooks",
      "@opentelemetry/core",
      "@opentelemetry/exporter-prometheus",
      "@opentelemetry/exporter-trace-otlp-http",
      "@opentelemetry/resources",
      "@opentelemetry/sdk-metrics",
      "@opentelemetry/sdk-trace",
      "commander",
      "csv-parse",
      "csv-stringify",
      "pino",
      "string-width",
    ],
    node: true,
  },
};

/** What tests and their fixtures may import beside what their package's sources may. */
const testImports = ["@org/user-testing", "vitest", "fast-check"];

/** What only some packages' tests may import: servers to be embedded in, a bundler and a runtime. */
const furtherTestImports: Readonly<Record<string, readonly string[]>> = {
  "packages/store-postgres": ["@org/postgres-cluster", "@org/test-certificates"],
  // Somebody who takes what is noted, and both transports for it to cross.
  "packages/telemetry": [
    "@grpc/grpc-js",
    "@opentelemetry/context-async-hooks",
    "@opentelemetry/core",
    "@opentelemetry/sdk-metrics",
    "@opentelemetry/sdk-trace",
    "@opentelemetry/semantic-conventions",
    "@org/user-transport-connect",
    "@org/user-transport-grpc",
  ],
  "packages/transport-grpc": ["@org/test-certificates"],
  "packages/transport-connect": [
    "@connectrpc/connect-fastify",
    "@org/test-certificates",
    "esbuild",
    "express",
    "fastify",
    "hono",
  ],
  // `jose` to sign tokens, as an authority does; PromQL's grammar for the dashboard's.
  "packages/server": [
    "@org/postgres-cluster",
    "@org/test-certificates",
    "@prometheus-io/lezer-promql",
    "jose",
    "pg",
  ],
};

/** Rooms of core that must not know of the others, and what they may import. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  "packages/core/src/rpc": ["packages/core/src/rpc", "packages/core/src/gen"],
};

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

function mayImportNode(file: string, { folder }: WorkspacePackage, { node }: Rule): boolean {
  if (typeof node === "boolean") return node;
  return node.some((beginning) => file.startsWith(`${folder}/${beginning}`));
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
    return isTest || mayImportNode(file, of, rule) ? undefined : "is a Node built-in";
  }
  if (builtinModules.includes(specifier)) return "is a Node built-in, without `node:`";
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const inTests = [...testImports, ...(furtherTestImports[of.folder] ?? []), of.manifest.name];
  if (isTest && inTests.includes(name)) return;
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

const faults = workspacePackages().flatMap(faultsOf);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
