// What the build and the checks know of the packages: read from their manifests, so that
// a new package needs no change here.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The parts of a `package.json` that the build and the checks look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A package of this workspace. */
export interface WorkspacePackage {
  /** From the repository's root, as in `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package under `packages/`, in alphabetical order. */
export function workspacePackages(): WorkspacePackage[] {
  return globSync("packages/*/package.json")
    .sort()
    .map((path) => ({
      folder: path.slice(0, -"/package.json".length).replaceAll("\\", "/"),
      manifest: JSON.parse(readFileSync(path, "utf8")),
    }));
}

/** What a user's package manager installs with the package: all else it imports is bundled. */
export function installedWith(manifest: Manifest): string[] {
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
}

/** What users import: the package, and its further entry points. */
export function specifiersOf({ manifest }: WorkspacePackage): string[] {
  return Object.keys(manifest.exports).map((path) => join(manifest.name, path));
}

/** The sources that `exports` and `bin` name, by their path under `dist` without extension. */
export function entryPoints({ folder, manifest }: WorkspacePackage): Record<string, string> {
  const sources = [...Object.values(manifest.exports), ...Object.values(manifest.bin ?? {})];
  return Object.fromEntries(
    sources.map((source) => [
      source.replace(/^\.\/src\//, "").replace(/\.ts$/, ""),
      `${folder}/${source.slice("./".length)}`,
    ]),
  );
}
