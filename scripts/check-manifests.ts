// Fails if a package's manifest or README lacks what its users, or npm's pages, look for.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type Manifest, workspacePackages } from "./workspace.ts";

const { license, engines } = JSON.parse(readFileSync("package.json", "utf8"));

/** What is the same in all. */
const same = { license, engines, type: "module", sideEffects: false, files: ["dist", "README.md"] };

type Whole = Manifest & Readonly<Record<string, unknown>>;

/** What `publishConfig` must make of the sources that `exports` and `bin` name. */
function publishedFrom({ exports, bin }: Manifest): Record<string, unknown> {
  const built = (source: string, extension: string) =>
    source.replace("./src/", "./dist/").replace(/\.ts$/, extension);
  const conditions = Object.entries(exports).map(([path, source]) => [
    path,
    { types: built(source, ".d.ts"), default: built(source, ".js") },
  ]);
  const commands = Object.entries(bin ?? {}).map(([name, source]) => [name, built(source, ".js")]);
  return {
    exports: Object.fromEntries(conditions),
    ...(commands.length > 0 && { bin: Object.fromEntries(commands) }),
  };
}

function faultsOfManifest(manifest: Whole): string[] {
  const { description, keywords, publishConfig, dependencies } = manifest;
  const faults = Object.entries(same)
    .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
    .map(([field, value]) => `${field} is not ${JSON.stringify(value)}`);
  if (typeof description !== "string" || description === "") faults.push("has no description");
  if (!Array.isArray(keywords) || keywords.length < 3) faults.push("has fewer than 3 keywords");
  if (!isDeepStrictEqual(publishConfig, publishedFrom(manifest))) {
    faults.push("publishConfig does not lead to what is built of exports and bin, types first");
  }
  // A range that the package manager of this workspace replaces when it packs, or one of its own.
  for (const [name, range] of Object.entries(dependencies ?? {})) {
    if (!/^(workspace:\^|catalog:|\^?\d+\.\d+\.\d+)$/.test(range)) {
      faults.push(`depends on ${name} in a range of its own, ${range}`);
    }
  }
  return faults;
}

/** What a README must have, and how it is told. */
const wanted: readonly (readonly [words: string, pattern: (name: string) => RegExp])[] = [
  ["its name as its title", (name) => new RegExp(`^# ${name}\\n`)],
  ["how it is installed", (name) => new RegExp(`^npm install .*${name}\\b`, "m")],
  ["an example", () => /^```(ts|js|sh)\n(?!npm install [^\n]*\n```)/m],
  ["a table of its options", () => /^\| .*(option|flag|field|default).*\|\n\| -/im],
  ["what its errors are", () => /error|fails|refuse|exit code/i],
];

function faultsOfReadme(text: string, name: string): string[] {
  return wanted
    .filter(([, pattern]) => !pattern(name).test(text))
    .map(([words]) => `README.md lacks ${words}`);
}

const faults = workspacePackages().flatMap(({ folder, manifest }) => {
  const whole: Whole = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const readme = readFileSync(`${folder}/README.md`, "utf8");
  const all = [...faultsOfManifest(whole), ...faultsOfReadme(readme, manifest.name)];
  return all.map((fault) => `${folder}: ${fault}`);
});
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
