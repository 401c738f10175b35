/** A file that can't be read, or not to its end: in one line, for people. The program exits with 1. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}
