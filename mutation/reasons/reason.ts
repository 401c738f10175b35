/** Why nobody has to notice a mutant. */
type SurvivalKind =
  /** Nothing that can be observed differs. */
  | "equivalent"
  /** The answer is the same; the way to it is longer, or takes more memory. */
  | "performance"
  /** The types or another check keep every caller from it. */
  | "unreachable"
  /** Shown by tests over wires, in other runtimes or of memory, which do not judge here. */
  | "elsewhere"
  /** A test would be possible and is missing. */
  | "open";

/** One reason, for one or several mutants of a line. */
export interface Reason {
  /** The line the mutants begin in, without the space round it. */
  readonly line: string;
  /** `original → replacement` of each mutant, as the report prints them. */
  readonly changes: readonly string[];
  readonly kind: SurvivalKind;
  /** A sentence or two for a person. */
  readonly why: string;
}

/** Reasons by file of `packages/core/src`. */
export type Reasons = Readonly<Record<string, readonly Reason[]>>;
