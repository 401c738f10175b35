import { isServiceError } from "@org/user-core";
import { CommanderError, Option, Command as Parser } from "commander";
import { version } from "../version.ts";
import { explain } from "./call-failure.ts";
import { type CatalogEntry, catalog } from "./catalog.ts";
import type { Command, Flag, FoundFlags } from "./command.ts";
import { UnreadableFile } from "./import/unreadable.ts";
import { isSystemError, note } from "./output.ts";
import { parserFault } from "./parser-fault.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs the command that the arguments name, or prints the help they ask for.
 *
 * @returns the exit code.
 * @throws UsageError of one line for a bad command line.
 */
export async function runProgram(
  args: readonly string[],
  environment: Environment,
): Promise<number> {
  const parser = new Parser("user-server")
    .description("A user directory: the server, and what works with one.")
    .version(version, "--version", "print the version")
    .usage("COMMAND [flags]")
    .helpOption("-h, --help", "print this, or the help of a command")
    .helpCommand("help [command]", "print this, or the help of a command")
    .configureHelp({ subcommandTerm: (each) => each.name() })
    .configureOutput({ writeErr: () => {} })
    .addHelpText("after", "\nMore of a command: user-server COMMAND --help")
    .exitOverride();
  let code: number | undefined;
  const onEnd = (result: number) => {
    code = result;
  };
  for (const [name, entry] of Object.entries(catalog)) {
    // Its name, or `help` and its name: nothing else asks for one.
    const isNamed = args.slice(0, 2).includes(name);
    await addCommand(parser, { name, entry, isNamed, environment, onEnd });
  }
  if (args.length === 0) {
    parser.outputHelp();
    return 0;
  }
  try {
    await parser.parseAsync([...parsedOf(args)], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw parserFault(error);
  }
  return code ?? 0;
}

/**
 * What the parser is given: of a command that there is not its name alone, which it refuses.
 * Asked for the help of one, it would print the general help.
 */
function parsedOf(args: readonly string[]): readonly string[] {
  const [first, second] = args;
  const name = first === "help" ? second : first;
  const isKnown = name === undefined || name.startsWith("-") || Object.hasOwn(catalog, name);
  return isKnown ? args : [name];
}

interface Addition {
  readonly name: string;
  readonly entry: CatalogEntry;
  readonly isNamed: boolean;
  readonly environment: Environment;
  readonly onEnd: (code: number) => void;
}

/** Adds a command to the parser: with all it has if it is asked for, else for the list alone. */
async function addCommand(parser: Parser, addition: Addition): Promise<void> {
  const { name, entry, isNamed, environment, onEnd } = addition;
  const sub = parser.command(name).summary(entry.summary).description(sentence(entry.summary));
  if (!isNamed) return;
  const command = await entry.load();
  sub.helpOption("-h, --help", "print this").usage(`${command.operands} [flags]`.trim());
  if (command.operands !== "") sub.arguments(command.operands);
  const options = new Map<string, Option>();
  for (const [flagName, flag] of Object.entries(command.flags)) {
    const option = optionOf(flagName, flag);
    options.set(flagName, option);
    sub.addOption(option);
  }
  sub.addHelpText("after", afterFlags(command));
  sub.action(async () => {
    const given = sub.opts<FoundFlags>();
    const found = [...options].map(([flagName, option]) => {
      const fromEnvironment = environment[command.flags[flagName]?.variable ?? ""] || undefined;
      return [flagName, given[option.attributeName()] ?? fromEnvironment];
    });
    onEnd(await runCommand(command, Object.fromEntries(found), sub.args));
  });
}

/** Runs a command; what it can fail with by no fault of the program is told in a line. */
async function runCommand(
  command: Command,
  found: FoundFlags,
  operands: readonly string[],
): Promise<number> {
  // Of one that calls a server.
  const { address: flag } = command.flags;
  const { address = flag?.default } = found;
  try {
    return await command.run(found, operands);
  } catch (error) {
    if (error instanceof UnreadableFile) note(error.message);
    else if (isServiceError(error)) note(explain(error, flag && `${address}`));
    else if (isSystemError(error)) note(error.message);
    else throw error;
    return 1;
  }
}

function optionOf(name: string, flag: Flag): Option {
  const facts = [
    flag.choices && `${flag.choices.join(", ")}`,
    flag.default && `default ${flag.default}`,
    flag.variable,
  ].filter((fact) => fact !== undefined && fact !== "");
  const text = facts.length === 0 ? flag.text : `${flag.text} (${facts.join("; ")})`;
  return new Option(flag.value ? `--${name} <${flag.value}>` : `--${name}`, text);
}

function afterFlags({ details, examples }: Command): string {
  const typed = examples.map((example) => `  ${example}`);
  return [
    ...(details === undefined ? [] : ["", details]),
    ...(typed.length === 0 ? [] : ["", "Examples:", ...typed]),
  ].join("\n");
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
