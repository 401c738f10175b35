import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FuzzTarget } from "./target.ts";

/** The names of all targets. */
export const targetNames: readonly string[] = readdirSync(join(import.meta.dirname, "targets"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length))
  .sort();

/** The target of a name, which its file exports as `target`. */
export async function loadTarget(name: string): Promise<FuzzTarget> {
  const module: unknown = await import(`./targets/${name}.ts`);
  if (isTargetModule(module)) return module.target;
  throw new TypeError(`fuzz/targets/${name}.ts exports no target`);
}

function isTargetModule(module: unknown): module is { target: FuzzTarget } {
  if (typeof module !== "object" || module === null || !("target" in module)) return false;
  const { target } = module;
  return typeof target === "object" && target !== null && "run" in target;
}

/** Where the kept inputs of a target are. */
export function corpusFolder(name: string): string {
  return join(import.meta.dirname, "corpus", name);
}

/** The kept inputs of a target, by file name. */
export function readCorpus(name: string): readonly { file: string; data: Uint8Array }[] {
  const folder = corpusFolder(name);
  return readdirSync(folder)
    .sort()
    .map((file) => ({ file, data: new Uint8Array(readFileSync(join(folder, file))) }));
}
