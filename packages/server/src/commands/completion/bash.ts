import type { CompletedCommand, CompletedFlag } from "./commands.ts";

/** The script for bash, version 3.2 or newer, without any library of completions. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of user-server for bash.
_user_server() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local words="" files=""
  if [[ $COMP_CWORD -eq 1 ]]; then
    words="${commands.map(({ name }) => name).join(" ")} --help --version"
  else
    case "\${COMP_WORDS[1]}" in
${commands.map(caseOf).join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $files ]]; then
    # Names with spaces are one word each.
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _user_server user-server
`;
}

function caseOf({ name, flags, takesFile, operandChoices }: CompletedCommand): string {
  const words = [...operandChoices, ...flags.map((flag) => flag.name)].join(" ");
  return `      ${name})
        case "$previous" in
${valuesOf(flags)}          *) words="${words}"${takesFile ? " files=1" : ""} ;;
        esac ;;`;
}

function valuesOf(flags: readonly CompletedFlag[]): string {
  return flags
    .filter(({ takesValue }) => takesValue)
    .map(({ name, choices, takesFile }) => {
      const values = takesFile ? "files=1" : `words="${choices.join(" ")}"`;
      return `          ${name}) ${values} ;;\n`;
    })
    .join("");
}
