/** A fault of whoever started the program, in one line. The program exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(message: string) {
    // What it quotes may have lines of its own.
    super(message.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => JSON.stringify(c).slice(1, -1)));
  }
}
