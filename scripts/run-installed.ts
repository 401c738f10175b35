// The packages as npm installs them, in an empty project, on each Node that they are for: every
// export imported, every command asked for help, and real calls over each way. `pnpm installed`,
// after `pnpm build`. Their types are looked at by check-packages.ts.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Packed, packAll } from "./pack.ts";
import { type Manifest, specifiersOf } from "./workspace.ts";

/** The oldest that the packages are for, and the newest there is. This script runs on one between. */
const otherNodes = [oldestNode(), "26.10.0"];

/** What the kit's arbitraries are made with is its user's to install. */
const besides = ["fast-check@4"];

function oldestNode(): string {
  const { engines }: { engines: { node: string } } = JSON.parse(
    readFileSync("package.json", "utf8"),
  );
  return engines.node.replace(">=", "");
}

/** As npm names a Node for this machine. */
const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** Installs the tarballs, what they need of others, and the other Nodes. Gives the paths of all Nodes. */
function install(packages: readonly Packed[], project: string): string[] {
  writeFileSync(join(project, "package.json"), `{ "private": true, "type": "module" }`);
  const nodes = otherNodes.map((version) => `node-${version}@npm:${nodePackage}@${version}`);
  const wanted = [...packages.map(({ tarball }) => tarball), ...nodes, ...besides];
  const flags = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
  execFileSync("npm", ["install", ...flags, ...wanted], { cwd: project, stdio: "inherit" });
  const installed = otherNodes.map((version) =>
    join(project, "node_modules", `node-${version}`, "bin/node"),
  );
  return [process.execPath, ...installed];
}

/** One module that imports all there is. Suites that register tests can be imported only by vitest. */
function importing(packages: readonly Packed[]): string {
  const specifiers = packages.flatMap(specifiersOf).filter((each) => !each.endsWith("/contracts"));
  const imports = specifiers.map(
    (each) => `import * as m${specifiers.indexOf(each)} from "${each}";`,
  );
  const modules = specifiers.map((_each, index) => `m${index}`).join(", ");
  const report = `const empty = [${modules}].filter((module) => Object.keys(module).length === 0);
if (empty.length > 0) throw new Error("a package exports nothing");
console.log(\`ok    \${process.version} imports of ${specifiers.length} entry points\`);`;
  return [...imports, report, ""].join("\n");
}

/** The commands that a package installs, by the paths of their files. */
function commandsOf({ manifest }: Packed, project: string): string[] {
  const folder = join(project, "node_modules", manifest.name);
  const { bin = {} }: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.values(bin).map((path) => join(folder, path));
}

/** The folder that an installed server, asked for no reflection, prints for `buf curl` to have the contract from. */
async function printedContract(project: string): Promise<string> {
  const command = join(project, "node_modules/@org/user-server/dist/main.js");
  const flags = ["--store", "memory:", "--port", "0", "--no-reflection"];
  const server = spawn(process.execPath, [command, "serve", ...flags], { timeout: 60_000 });
  try {
    let printed = "";
    for await (const chunk of server.stdout) {
      printed += chunk;
      const [, folder] = /--schema '(.+)'/.exec(printed) ?? [];
      if (folder !== undefined) return folder;
    }
    throw new Error(`the installed server names no contract: ${printed}`);
  } finally {
    server.kill();
  }
}

const project = mkdtempSync(join(tmpdir(), "installed-"));
try {
  const packages = await packAll(project);
  const nodes = install(packages, project);
  writeFileSync(join(project, "imports.js"), importing(packages));
  copyFileSync(join(import.meta.dirname, "one-call-each.ts"), join(project, "one-call-each.ts"));
  const commands = packages.flatMap((each) => commandsOf(each, project));
  for (const node of nodes) {
    const run = (...args: readonly string[]) =>
      execFileSync(node, args, { cwd: project, stdio: "inherit", timeout: 60_000 });
    run("imports.js");
    run("one-call-each.ts");
    for (const command of commands) {
      execFileSync(node, [command, "--help"], { cwd: project, timeout: 60_000 });
    }
  }
  // As another language's generator finds the contract, and who does as the server says.
  const contract = join(project, "node_modules/@org/user-core/dist/proto");
  for (const folder of [contract, await printedContract(project)]) {
    execFileSync("buf", ["build", folder, "--output", "/dev/null"], { stdio: "inherit" });
  }
  console.log(`${packages.length} packages on ${nodes.length} versions of Node`);
} finally {
  rmSync(project, { recursive: true, force: true });
}
