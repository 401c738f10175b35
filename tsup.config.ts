// The JavaScript of every package; scripts/build.ts adds the declarations.
import { defineConfig } from "tsup";
import { entryPoints, installedWith, workspacePackages } from "./scripts/workspace.ts";

/** Packages that must run where there is no Node. */
const neutral = new Set(["packages/core"]);

export default defineConfig(
  workspacePackages().map((workspacePackage) => {
    const { folder, manifest } = workspacePackage;
    return {
      name: manifest.name,
      entry: entryPoints(workspacePackage),
      outDir: `${folder}/dist`,
      format: "esm",
      ...(neutral.has(folder)
        ? { platform: "neutral", target: "es2022" }
        : { platform: "node", target: "node22" }),
      // tsup itself would take this from the root's manifest.
      external: installedWith(manifest).map((name) => new RegExp(`^${name}(/|$)`)),
      // `node:sqlite` has no name without the prefix.
      removeNodeProtocol: false,
      sourcemap: true,
      clean: true,
      dts: false,
      silent: true,
    };
  }),
);
