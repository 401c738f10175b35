// Fails if a package has grown over its limit, or if what must run where there is nothing but
// JavaScript does not bundle for such a platform, or is too much for it.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { installedWith, workspacePackages } from "./workspace.ts";

/** All of core, tokens, and a Worker with the service on the fetch API: each with all that it imports. */
const neutral = {
  core: "packages/core/src/index.ts",
  tokens: "packages/jwt/src/index.ts",
  "a Worker": "packages/transport-connect/src/plain-worker.fixture.ts",
};

/** The most that such a bundle may weigh, in KiB. Source: the promise of a Worker's start. */
const mostNeutral = 60;

/**
 * The most that each entry point and command of a package may weigh, in KiB: its own code,
 * without what is installed beside it. Some tenth above what it weighed when it was last looked at.
 */
const most: Readonly<Record<string, number>> = {
  "@org/user-core": 36,
  "@org/user-hints-nats": 1,
  "@org/user-jwt": 6,
  "@org/user-passwords": 4,
  "@org/user-server": 9,
  "@org/user-server, user-server": 31,
  "@org/user-store-postgres": 13,
  "@org/user-store-sqlite": 8,
  "@org/user-telemetry": 3,
  "@org/user-testing": 6,
  "@org/user-testing/arbitraries": 10,
  "@org/user-testing/contracts": 70,
  "@org/user-transport-connect": 14,
  "@org/user-transport-connect/node": 15,
  "@org/user-transport-connect/server": 13,
  "@org/user-transport-grpc": 5,
};

/** What a bundle weighs in KiB, minified and gzipped. */
async function bundled(entryPoint: string, options: BuildOptions): Promise<number> {
  const { outputFiles = [] } = await build({
    ...options,
    entryPoints: [entryPoint],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
    logLevel: "error",
  });
  return outputFiles.reduce((bytes, file) => bytes + gzipSync(file.contents).length, 0) / 1024;
}

const faults: string[] = [];
const ofBundles: string[] = [];

function judge(name: string, size: number, limit: number | undefined): void {
  console.log(`${name.padEnd(36)} ${size.toFixed(1).padStart(5)} KiB of ${limit}`);
  if (limit === undefined) faults.push(`${name}: has no row in scripts/check-sizes.ts`);
  else if (size > limit) faults.push(`${name}: ${size.toFixed(1)} KiB, over ${limit}`);
}

for (const [name, entryPoint] of Object.entries(neutral)) {
  const size = await bundled(entryPoint, {
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    target: "es2022",
  }).catch(() => undefined);
  if (size === undefined) faults.push(`${name}: does not bundle for platform neutral`);
  else {
    judge(`${name}, with all it imports`, size, mostNeutral);
    ofBundles.push(`${name} ${size.toFixed(1)} KiB`);
  }
}
for (const { folder, manifest } of workspacePackages()) {
  const options = {
    platform: "node",
    target: "node22",
    external: installedWith(manifest),
  } as const;
  const entries = [
    ...Object.entries(manifest.exports).map(([path, file]) => [join(manifest.name, path), file]),
    ...Object.entries(manifest.bin ?? {}).map(([bin, file]) => [`${manifest.name}, ${bin}`, file]),
  ];
  for (const [name = "", file = ""] of entries) {
    judge(name, await bundled(join(folder, file), options), most[name]);
  }
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
console.log(`note: minified and gzipped: ${ofBundles.join(", ")}`);
