import { readFileSync } from "node:fs";

/** What became of a mutant. `NoCoverage`: no test ran it. */
type Status = "Killed" | "Timeout" | "Survived" | "NoCoverage" | "RuntimeError" | "CompileError";

/** One mutant as this report tells of it. */
export interface Mutant {
  /** Below `packages/core/src/`. */
  readonly file: string;
  /** From 1. */
  readonly lineNumber: number;
  /** The line it begins in, without the space round it. */
  readonly line: string;
  /** `original → replacement`, long texts cut. */
  readonly change: string;
  readonly mutator: string;
  readonly status: Status | (string & {});
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is read of Stryker's JSON, the mutation testing report schema. */
interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly mutatorName: string;
          readonly replacement?: string;
          readonly status: string;
          readonly location: { readonly start: Position; readonly end: Position };
        }[];
      }
    >
  >;
}

const root = "packages/core/src/";
const longest = 80;

/** All mutants of a report, in the order of files and lines. */
export function readReport(path: string): Mutant[] {
  const { files }: Report = JSON.parse(readFileSync(path, "utf8"));
  const mutants = Object.entries(files).flatMap(([path, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants.map(({ mutatorName, replacement = "", status, location }) => ({
      file: path.replace(root, ""),
      lineNumber: location.start.line,
      line: lines[location.start.line - 1]?.trim() ?? "",
      change: `${brief(between(lines, location.start, location.end))} → ${brief(replacement)}`,
      mutator: mutatorName,
      status,
    }));
  });
  return mutants.sort((a, b) => a.file.localeCompare(b.file) || a.lineNumber - b.lineNumber);
}

/** The source from one position to another; Stryker counts from 1. */
function between(lines: readonly string[], start: Position, end: Position): string {
  const [first = "", ...rest] = lines.slice(start.line - 1, end.line);
  const last = rest.pop();
  if (last === undefined) return first.slice(start.column - 1, end.column - 1);
  return [first.slice(start.column - 1), ...rest, last.slice(0, end.column - 1)].join("\n");
}

function brief(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length > longest ? `${flat.slice(0, longest)}…` : flat;
}
