import { isServiceError, withholdSecrets } from "@org/user-core";
import { UsageError } from "./usage-error.ts";

/** Ends the process with what went wrong, in a line if that was foreseen: 2 for a bad command line, else 1. */
export function fail(thrown: unknown): never {
  // What a URL of a store is refused with may quote its password.
  const error = withholdSecrets(thrown);
  if (thrown instanceof UsageError) {
    console.error(`user-server: ${thrown.message}`);
    process.exit(2);
  }
  if (isServiceError(error)) console.error(`user-server: ${error.message}`);
  else console.error(error);
  process.exit(1);
}
