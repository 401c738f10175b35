import { readFile } from "node:fs/promises";
import { type LoadHook, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Gives TypeScript sources to the loaders after it as JavaScript, each thing at its place.
 * Node itself strips types only after the last loader: jazzer.js would see no module that it
 * can instrument.
 */
export const load: LoadHook = async (url, context, nextLoad) => {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  const source = stripTypeScriptTypes(await readFile(fileURLToPath(url), "utf8"));
  return { format: "module", source, shortCircuit: true };
};
