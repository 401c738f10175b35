import { catalog } from "../catalog.ts";

/** What a shell is to know of a command. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** Whether its operand is a file. */
  readonly takesFile: boolean;
  /** What its operand can be. */
  readonly operandChoices: readonly string[];
}

/** What a shell is to know of a flag. */
export interface CompletedFlag {
  /** With its two dashes. */
  readonly name: string;
  readonly text: string;
  readonly takesValue: boolean;
  readonly takesFile: boolean;
  readonly choices: readonly string[];
}

/** Every command, each loaded for it. */
export async function describeCommands(): Promise<CompletedCommand[]> {
  return Promise.all(
    Object.entries(catalog).map(async ([name, { summary, load }]) => {
      const { flags, operands, operandChoices } = await load();
      const described = Object.entries(flags).map(([flag, { text, value, choices, isPath }]) => ({
        name: `--${flag}`,
        text,
        takesValue: value !== undefined,
        takesFile: isPath === true,
        choices: choices ?? [],
      }));
      const help = { takesValue: false, takesFile: false, choices: [] };
      return {
        name,
        summary,
        flags: [...described, { name: "--help", text: "print its help", ...help }],
        takesFile: operands.includes("file"),
        operandChoices,
      };
    }),
  );
}
