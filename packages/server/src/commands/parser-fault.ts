import type { CommanderError } from "commander";
import { UsageError } from "../usage-error.ts";

/** What the parser says of a bad command line, in a line that repeats no value: it may be a secret. */
export function parserFault({ code, message }: CommanderError): UsageError {
  if (/^error: unknown option '--password/.test(message)) {
    return new UsageError(
      "passwords are not taken from flags, which others can see: --password-stdin or --password-prompt",
    );
  }
  const [, said = "", suggestion] =
    /^(?:error: )?(.*?)(?:\n\(Did you mean (.*)\?\))?$/s.exec(message) ?? [];
  const fault = said
    .replace(/^unknown command '(.*)'$/s, "no command $1")
    .replace(/^(unknown option '[^=']*)=.*'$/s, "$1'")
    .replace(/^(too many arguments .* but got \d+): .*$/s, "$1; values with spaces need quotes");
  const advice = code === "commander.unknownCommand" ? "; try user-server --help" : "";
  return new UsageError(suggestion ? `${fault}; did you mean ${suggestion}?` : fault + advice);
}
