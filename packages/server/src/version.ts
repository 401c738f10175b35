import { readFileSync } from "node:fs";

/** The version of this package, as its manifest has it. */
export const version: string = versionOf(readFileSync(new URL("../package.json", import.meta.url)));

function versionOf(manifest: Buffer): string {
  const { version } = JSON.parse(manifest.toString("utf8"));
  return String(version);
}
