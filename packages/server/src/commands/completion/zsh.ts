import type { CompletedCommand, CompletedFlag } from "./commands.ts";

/** The script for zsh, for a file `_user-server` on its `fpath`; it can be sourced too. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef user-server
# Completion of user-server for zsh.
_user_server() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "\${words[2]}" in
${commands.map(caseOf).join("\n")}
  esac
}
if [[ "\${funcstack[1]}" == "_user-server" ]]; then
  _user_server "$@"
else
  compdef _user_server user-server
fi
`;
}

function caseOf({ name, flags, takesFile, operandChoices }: CompletedCommand): string {
  const operand = operandChoices.length > 0 ? `: :(${operandChoices.join(" ")})` : ":file:_files";
  const hasOperand = takesFile || operandChoices.length > 0;
  const specs = [...flags.map(specOf), ...(hasOperand ? [quoted(`1${operand}`)] : [])];
  return `    ${name})
      shift words; (( CURRENT-- ))
      _arguments \\
${specs.map((spec) => `        ${spec}`).join(" \\\n")} ;;`;
}

function specOf({ name, text, takesValue, takesFile, choices }: CompletedFlag): string {
  const values = takesFile ? "_files" : choices.length > 0 ? `(${choices.join(" ")})` : " ";
  const description = text.replace(/[[\]:\\]/g, "\\$&");
  return quoted(
    takesValue ? `${name}=[${description}]:value:${values}` : `${name}[${description}]`,
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
