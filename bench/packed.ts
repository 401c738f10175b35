import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary.ts";

const packages = join(import.meta.dirname, "../packages");

/**
 * The server as npm installs it: every package of ours with its dist and what
 * `publishConfig` says, beside the dependencies they have here. Gives the path
 * of its `main.js`. In the workspace itself packages lead to each other's
 * sources.
 */
export function installPacked(): string {
  const modules = join(temporaryFolder, "node_modules");
  install("@org/user-server", modules);
  return join(modules, "@org/user-server/dist/main.js");
}

/** Copies one of our packages, and before it those of ours that it depends on. */
function install(name: string, modules: string): void {
  const from = join(packages, name.slice("@org/user-".length));
  const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));
  for (const dependency of Object.keys(manifest.dependencies)) {
    if (dependency.startsWith("@org/")) install(dependency, modules);
    else link(join(from, "node_modules", dependency), join(modules, dependency));
  }
  const to = join(modules, name);
  mkdirSync(to, { recursive: true });
  cpSync(join(from, "dist"), join(to, "dist"), { recursive: true });
  writeFileSync(
    join(to, "package.json"),
    JSON.stringify({ ...manifest, ...manifest.publishConfig }),
  );
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    symlinkSync(realpathSync(target), path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
