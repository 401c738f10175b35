/** The oldest Node that this package runs on: `engines` of its manifest, which a test holds equal. */
export const oldestNode = "22.23.2";

/**
 * Ends the process with 1, and with a line that says why, on a Node that is older.
 *
 * @param version of this Node, as `process.versions.node` has it.
 */
export function requireNode(version: string): void {
  if (!isOlder(version, oldestNode)) return;
  console.error(`user-server: needs Node ${oldestNode} or newer, this is ${version}`);
  process.exit(1);
}

function isOlder(version: string, than: string): boolean {
  const [parts, floor] = [partsOf(version), partsOf(than)];
  const i = floor.findIndex((part, index) => part !== parts[index]);
  return (parts[i] ?? 0) < (floor[i] ?? 0);
}

function partsOf(version: string): number[] {
  return version.split(".").map((part) => Number.parseInt(part, 10));
}
