import { execFileSync } from "node:child_process";
import { beforeAll, expect, it } from "vitest";
import { catalog } from "./catalog.ts";
import { bashScript } from "./completion/bash.ts";
import { type CompletedCommand, describeCommands } from "./completion/commands.ts";
import { fishScript } from "./completion/fish.ts";
import { zshScript } from "./completion/zsh.ts";

let commands: readonly CompletedCommand[];
beforeAll(async () => {
  commands = await describeCommands();
});

it("knows every command and every flag, in each shell", () => {
  expect(commands.map(({ name }) => name)).toEqual(Object.keys(catalog));
  for (const script of [bashScript, zshScript, fishScript].map((make) => make(commands))) {
    for (const { name, flags } of commands) {
      expect(script).toContain(name);
      for (const flag of flags) expect(script).toContain(flag.name.slice("--".length));
    }
  }
});

it("completes commands, flags, values and files in bash", () => {
  /** What bash offers for the last of these words. */
  const offered = (...words: readonly string[]): string[] => {
    const line = ["user-server", ...words];
    const script = `${bashScript(commands)}
COMP_WORDS=(${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
_user_server; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync("bash", ["-c", script], { cwd: import.meta.dirname });
    return output.toString().split("\n").filter(Boolean);
  };
  expect(offered("li")).toEqual(["list"]);
  expect(offered("list", "--li")).toEqual(["--limit"]);
  expect(offered("list", "--protocol", "g")).toEqual(["grpc", "grpc-web"]);
  expect(offered("completion", "z")).toEqual(["zsh"]);
  expect(offered("serve", "--log-level", "w")).toEqual(["warn"]);
  expect(offered("import", "catal")).toEqual(["catalog.ts"]);
  expect(offered("list", "--limit", "")).toEqual([]);
});
