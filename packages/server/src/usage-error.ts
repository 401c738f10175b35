/** A fault of whoever started the program, in one line. The program exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
