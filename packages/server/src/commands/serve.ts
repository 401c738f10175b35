import { parseServeOptions, type ServeOptions } from "../options.ts";
import { serveFlags } from "../serve-flags.ts";
import { UsageError } from "../usage-error.ts";
import type { Command, Flag, Flags } from "./command.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `user-server serve`, for the help and for completion; it is run by {@link runServe}. */
export const serveCommand: Command = {
  operands: "",
  operandChoices: [],
  flags: flagsOfServe(),
  details:
    "Each flag is also an environment variable: --max-message-bytes is USER_SERVER_MAX_MESSAGE_BYTES.",
  examples: ["user-server serve --demo", "user-server serve --store postgres://me@db/users"],
  // Whoever comes here by the parser has asked what it says of the command line.
  run: async () => 0,
};

/**
 * Serves until a signal comes, or prints the help.
 *
 * @param args what follows `serve`.
 * @throws UsageError for a bad flag, with the one that may have been meant.
 */
export async function runServe(args: readonly string[], environment: Environment): Promise<void> {
  const options = await optionsOf(args, environment);
  if (options === undefined) return;
  // Neither the help nor completion needs it.
  const { runServer } = await import("../run-server.ts");
  await runServer(options, ["serve", ...args]);
}

/** `undefined` if the help was asked for, and printed. */
async function optionsOf(
  args: readonly string[],
  environment: Environment,
): Promise<ServeOptions | undefined> {
  try {
    const options = parseServeOptions(args, environment);
    if (options !== "help") return options;
    await askParser(["--help"]);
  } catch (error) {
    const isUnknown = error instanceof UsageError && error.message.startsWith("Unknown option");
    if (isUnknown) await askParser(args);
    throw error;
  }
  return undefined;
}

/** The parser of the other commands writes the help, and knows which flag may have been meant. */
async function askParser(args: readonly string[]): Promise<void> {
  const { endWithReader } = await import("./output.ts");
  endWithReader();
  const { runProgram } = await import("./program.ts");
  await runProgram(["serve", ...args], {});
}

function flagsOfServe(): Flags {
  const flags = Object.entries(serveFlags).flatMap(([name, row]): [string, Flag][] => {
    if (name === "help") return [];
    if (row.type === "boolean") return [[name, { text: row.text }]];
    return [[name, { ...row, ...("default" in row ? { default: row.default } : {}) }]];
  });
  return Object.fromEntries([
    ...flags,
    ["no-reflection", { text: "they may not" }],
    ["no-cancel-reads", { text: "let them run to their end" }],
  ]);
}
