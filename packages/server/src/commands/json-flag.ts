import type { Flags } from "./command.ts";

/** The flag of every command that prints for people or for programs. */
export const jsonFlag = {
  json: { text: "print a line of JSON for each, for programs" },
} as const satisfies Flags;
