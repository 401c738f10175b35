import { oneOf } from "../flag-values.ts";

/** A flag of a command. */
export interface Flag {
  /** What it does, for the help. */
  readonly text: string;
  /** What stands for its value in the help, as in `--port PORT`. Default: none, it is a switch. */
  readonly value?: string;
  /** Of a flag with a value. Default: `undefined`. */
  readonly default?: string;
  /** The values that are known. Default: any. */
  readonly choices?: readonly string[];
  /** Environment variable that counts where the flag is not given; an empty one counts as none. */
  readonly variable?: string;
  /** Whether its value is a path, for completion. Default: false. */
  readonly isPath?: boolean;
}

/** The flags of a command by their names, without the two dashes. */
export type Flags = Readonly<Record<string, Flag>>;

type FlagValue<F extends Flag> = F extends { value: string }
  ?
      | (F extends { choices: readonly (infer Choice)[] } ? Choice : string)
      | (F extends { default: string } ? never : undefined)
  : boolean;

/** What was given for flags, by their names. */
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: FlagValue<F[K]> };

/** A command of the command line. */
export interface Command {
  /** What follows its name, as the help shows it: `<id|email>`, `[file]`, `<file...>`. */
  readonly operands: string;
  readonly flags: Flags;
  /** What its help says after the flags. Default: nothing. */
  readonly details?: string;
  /** What somebody would type, for the help. */
  readonly examples: readonly string[];
  /** Operands that a shell can complete. Default: none, or files where `operands` names one. */
  readonly operandChoices: readonly string[];
  /**
   * Runs it with what was found on the command line and in the environment.
   *
   * @returns the exit code.
   * @throws UsageError for a bad value, and whatever it fails with.
   */
  run(found: FoundFlags, operands: readonly string[]): Promise<number>;
}

/** Flags as they were found; those with values are text, switches `true`. */
export type FoundFlags = Readonly<Record<string, string | boolean | undefined>>;

/** What {@link defineCommand} makes a command of. */
export interface CommandDefinition<F extends Flags> {
  /** Default: none. */
  readonly operands?: string;
  readonly operandChoices?: readonly string[];
  readonly flags: F;
  readonly details?: string;
  readonly examples?: readonly string[];
  /** Does it. Resolves to the exit code; to nothing for 0. */
  run(flags: FlagValues<F>, ...operands: readonly string[]): Promise<number | undefined>;
}

/** Makes a command whose `run` has its flags by their types. */
export function defineCommand<const F extends Flags>(definition: CommandDefinition<F>): Command {
  const { flags, operands = "", operandChoices = [], details, examples = [] } = definition;
  return {
    operands,
    operandChoices,
    flags,
    ...(details !== undefined && { details }),
    examples,
    run: async (found, given) => (await definition.run(valuesOf(flags, found), ...given)) ?? 0,
  };
}

function valuesOf<F extends Flags>(flags: F, found: FoundFlags): FlagValues<F> {
  const values = Object.entries(flags).map(([name, flag]) => [name, valueFor(name, flag, found)]);
  // Each by its own row of the table that the type maps over.
  return Object.fromEntries(values) as FlagValues<F>;
}

function valueFor(name: string, flag: Flag, found: FoundFlags): string | boolean | undefined {
  const value = found[name];
  if (flag.value === undefined) return value === true;
  const text = typeof value === "string" ? value : flag.default;
  return text !== undefined && flag.choices ? oneOf(name, text, flag.choices) : text;
}
