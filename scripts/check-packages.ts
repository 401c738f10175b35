// Fails if a package, as it would be published, is not what its users need: builds and packs
// all of them, has publint and are-the-types-wrong look at each, and then uses them from a
// project outside the workspace, with what their manifests name beside them and no more.
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Packed, packAll } from "./pack.ts";
import { installedWith, type Manifest, specifiersOf } from "./workspace.ts";

const run = promisify(execFile);

/** Puts the packages, and links to what they depend on, into a node_modules of their own. */
async function install(packages: readonly Packed[], project: string): Promise<void> {
  const modules = join(project, "node_modules");
  for (const { folder, manifest, tarball } of packages) {
    const target = join(modules, manifest.name);
    mkdirSync(target, { recursive: true });
    await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", target]);
    if (!existsSync(join(target, "LICENSE"))) throw new Error(`${tarball} has no LICENSE`);
    const inWorkspace = packages.map((other) => other.manifest.name);
    for (const name of installedWith(manifest).filter((name) => !inWorkspace.includes(name))) {
      // Each package its own, so that one does not find what only another depends on.
      const link = join(target, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(realpathSync(join(folder, "node_modules", name)), link);
    }
  }
  mkdirSync(join(modules, "@types"));
  symlinkSync(resolve("node_modules/@types/node"), join(modules, "@types/node"));
}

/** Compiles imports of packages as their users may, with no declaration left unchecked. */
async function compile(packages: readonly Packed[], project: string, lib: string): Promise<void> {
  const specifiers = packages.flatMap(specifiersOf);
  const imports = specifiers.map((specifier, n) => `export * as p${n} from "${specifier}";\n`);
  writeFileSync(join(project, "package.json"), `{ "type": "module" }`);
  writeFileSync(join(project, "index.ts"), imports.join(""));
  const options = `--noEmit --strict --target es2022 --lib ${lib} --types node`;
  for (const resolution of ["--module node16", "--module esnext --moduleResolution bundler"]) {
    await run("tsc", `${options} ${resolution} index.ts`.split(" "), { cwd: project });
  }
}

/** Imports each package, and asks each command for help. */
async function execute(packages: readonly Packed[], project: string): Promise<void> {
  for (const each of packages) {
    const { manifest } = each;
    // Suites that register tests can be imported only by vitest.
    const imported = specifiersOf(each).filter((specifier) => !specifier.endsWith("/contracts"));
    for (const specifier of imported) {
      await run("node", ["--eval", `await import("${specifier}")`], { cwd: project });
    }
    const installed = join(project, "node_modules", manifest.name);
    const packed: Manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    for (const command of Object.values(packed.bin ?? {})) {
      await run(join(installed, command), ["--help"]);
    }
  }
}

async function lint({ tarball }: Packed): Promise<void> {
  await run("publint", ["run", tarball, "--strict"]);
  await run("attw", [tarball, "--profile", "esm-only", "--no-definitely-typed"]);
}

const folder = mkdtempSync(join(tmpdir(), "packages-"));
try {
  await run("node", ["scripts/build.ts"]);
  const packages = await packAll(folder);
  await Promise.all(packages.map(lint));
  await install(packages, folder);
  // The declarations of Connect-ES name types of browsers; nobody else's may.
  const needsDom = ({ manifest }: Packed) =>
    installedWith(manifest).includes("@connectrpc/connect");
  const lib = "es2024,esnext.disposable";
  await compile(
    packages.filter((each) => !needsDom(each)),
    folder,
    lib,
  );
  await compile(packages.filter(needsDom), folder, `${lib},dom,dom.iterable`);
  await execute(packages, folder);
  console.log(`note: ${packages.map(({ manifest }) => manifest.name).join(", ")}`);
} catch (error) {
  const { cmd = "", stdout = "", stderr = "" } = error as Partial<Record<string, string>>;
  console.error(cmd === "" ? error : `${cmd}\n${stdout}${stderr}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
