import { UsageError } from "../usage-error.ts";
import { defineCommand } from "./command.ts";
import { bashScript } from "./completion/bash.ts";
import { describeCommands } from "./completion/commands.ts";
import { fishScript } from "./completion/fish.ts";
import { zshScript } from "./completion/zsh.ts";
import { print } from "./output.ts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `user-server completion`: a script for a shell, which asks no program anything. */
export const completionCommand = defineCommand({
  operands: "<shell>",
  operandChoices: Object.keys(scripts),
  flags: {},
  examples: [
    "source <(user-server completion bash)",
    "user-server completion zsh > ~/.zfunc/_user-server",
    "user-server completion fish > ~/.config/fish/completions/user-server.fish",
  ],
  async run(_flags, shell = "") {
    if (!isShell(shell)) {
      throw new UsageError(`no completion for ${shell}; there is one for bash, zsh and fish`);
    }
    await print(scripts[shell](await describeCommands()));
    return 0;
  },
});

function isShell(text: string): text is keyof typeof scripts {
  return Object.hasOwn(scripts, text);
}
