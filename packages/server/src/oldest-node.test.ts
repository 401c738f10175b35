import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, vi } from "vitest";
import { oldestNode, requireNode } from "./oldest-node.ts";
import { runToExit } from "./server-process.fixture.ts";

it("the oldest Node is the one that the manifest names", () => {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  expect(JSON.parse(manifest).engines).toEqual({ node: `>=${oldestNode}` });
});

it.each([
  ["20.20.2", true],
  ["22.9.99", true],
  ["22.23.1", true],
  [oldestNode, false],
  ["22.100.0", false],
  ["24.0.0-nightly20260101", false],
])("Node %s is refused: %j", (version, isRefused) => {
  const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  const error = vi.spyOn(console, "error").mockReturnValue();
  requireNode(version);
  expect(exit.mock.calls).toEqual(isRefused ? [[1]] : []);
  expect(error.mock.calls).toHaveLength(isRefused ? 1 : 0);
});

it.each([[["serve", "--store", "memory:"]], [["list"]], [[]]])(
  "%j on an older Node says so, in a line, before anything else is loaded",
  async (args) => {
    const preloads = ["old-node.fixture.ts", "loaded-packages.fixture.ts"].map(
      (name) => `--import=${pathToFileURL(join(import.meta.dirname, name))}`,
    );
    const { code, stdout, stderr } = await runToExit(args, {
      env: { NODE_OPTIONS: preloads.join(" ") },
    });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: `user-server: needs Node ${oldestNode} or newer, this is 20.20.2\nloaded ["server"]\n`,
    });
  },
);
