import {
  cpSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join, sep } from "node:path";
import type { Defect } from "./defect.ts";

/** A copy of the workspace, to break. */
export interface WorkspaceCopy {
  /** Its root. */
  readonly folder: string;
  /**
   * Breaks it by one defect. Returns how to mend it.
   *
   * @throws unless the text to replace is there exactly once.
   */
  apply(defect: Defect): () => void;
}

const rootFiles = ["package.json", "tsconfig.json", "vitest.config.ts"];
/** Folders of packages, packages that tests of others name, and what runs before each test file. */
const copiedFolders = ["packages", "postgres-cluster", "test-certificates", "scripts"];
/** Made by tools, and large. */
const leftOut = new Set(["dist", "data", "coverage", ".vite", ".vite-temp", ".vitest", ".cache"]);

/**
 * Copies what tests need of the workspace, uncommitted changes included, into a
 * folder that it makes. What the registry gave is linked; the packages are
 * copied, and the links between them lead to the copies.
 */
export function copyWorkspace(root: string, folder: string): WorkspaceCopy {
  mkdirSync(folder, { recursive: true });
  for (const name of rootFiles) cpSync(join(root, name), join(folder, name));
  for (const name of copiedFolders) copyTree(join(root, name), join(folder, name));
  copyModules(join(root, "node_modules"), join(folder, "node_modules"));
  requireOwnPackages(folder);
  return { folder, apply: (defect) => apply(folder, defect) };
}

function copyTree(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    // pnpm's links are relative, so that a link from package to package stays in the copy.
    verbatimSymlinks: true,
    filter: (path) => !leftOut.has(basename(path)),
  });
}

function copyModules(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === ".pnpm") symlinkSync(join(from, name), join(to, name));
    else if (!name.startsWith(".") || name === ".bin") copyTree(join(from, name), join(to, name));
  }
}

/** A link that led back to the original would have every test pass. */
function requireOwnPackages(folder: string): void {
  const copy = realpathSync(folder) + sep;
  for (const link of globSync("{packages/*/,}node_modules/@org/*", { cwd: folder })) {
    const path = realpathSync(join(folder, link));
    if (!path.startsWith(copy)) throw new Error(`${link} leads out of the copy, to ${path}`);
  }
}

function apply(folder: string, { file, find, replace }: Defect): () => void {
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} does not have this exactly once: ${find}`);
  }
  writeFileSync(path, before + replace + after);
  return () => writeFileSync(path, source);
}
