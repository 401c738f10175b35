import type { CompletedCommand, CompletedFlag } from "./commands.ts";

/** The script for fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of user-server for fish.
complete -c user-server -f
complete -c user-server -n __fish_use_subcommand -l version -d 'print the version'
${commands.map(linesOf).join("")}`;
}

function linesOf({ name, summary, flags, takesFile, operandChoices }: CompletedCommand): string {
  const begin = `complete -c user-server -n '__fish_seen_subcommand_from ${name}'`;
  return [
    `complete -c user-server -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...flags.map((flag) => `${begin} ${flagOf(flag)}`),
    ...(takesFile ? [`${begin} -F`] : []),
    ...(operandChoices.length > 0 ? [`${begin} -a ${quoted(operandChoices.join(" "))}`] : []),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function flagOf({ name, text, takesValue, takesFile, choices }: CompletedFlag): string {
  const value = takesFile
    ? " -r -F"
    : choices.length > 0
      ? ` -x -a ${quoted(choices.join(" "))}`
      : " -x";
  return `-l ${name.slice("--".length)} -d ${quoted(text)}${takesValue ? value : ""}`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
