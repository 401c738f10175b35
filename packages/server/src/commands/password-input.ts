import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { TextDecoder } from "node:util";
import { UsageError } from "../usage-error.ts";
import type { Flags, FlagValues } from "./command.ts";

/** How a password is given: never as a flag, which others can see. */
export const passwordFlags = {
  "password-stdin": { text: "read the password from standard input" },
  "password-prompt": { text: "ask for the password on the terminal" },
} as const satisfies Flags;

/**
 * The password, if there is to be one.
 *
 * @throws UsageError where there is none to be had.
 */
export async function readPassword(
  flags: FlagValues<typeof passwordFlags>,
): Promise<string | undefined> {
  const fromStdin = flags["password-stdin"];
  if (fromStdin && flags["password-prompt"]) {
    throw new UsageError("--password-stdin and --password-prompt don't go together");
  }
  if (!fromStdin && !flags["password-prompt"]) return undefined;
  const password = await (fromStdin ? passwordFromStdin() : promptForPassword());
  if (password === "") throw new UsageError("the password is empty");
  return password;
}

async function passwordFromStdin(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new UsageError("--password-stdin is for a pipe; --password-prompt asks on a terminal");
  }
  // The end of its line is not part of it.
  return utf8(await buffer(process.stdin)).replace(/\r?\n$/, "");
}

/** Of what is another encoding, different passwords would become the same. */
function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError("the password is not UTF-8");
  }
}

async function promptForPassword(): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError("--password-prompt needs a terminal");
  const password = await ask("Password: ");
  if ((await ask("Once more: ")) !== password) throw new UsageError("the two differ");
  return password;
}

/** Asks for a line that is not shown. */
function ask(question: string): Promise<string> {
  process.stderr.write(question);
  // What readline would echo goes nowhere.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  return new Promise<string>((resolve, reject) => {
    terminal.once("SIGINT", () => reject(new UsageError("no password was given")));
    terminal.once("close", () => reject(new UsageError("no password was given")));
    terminal.once("line", resolve);
  }).finally(() => {
    terminal.close();
    process.stderr.write("\n");
  });
}
