import type { Mutant } from "./read-report.ts";
import type { Reason } from "./reasons/reason.ts";

/** The rows of the table; a file belongs to the first that its path begins with. */
const folders = [
  { name: "`users/handlers`", prefix: "users/handlers/" },
  { name: "`users`, the rules", prefix: "users/" },
  { name: "`rpc`", prefix: "rpc/" },
  { name: "`middleware`", prefix: "middleware/" },
  { name: "beside them", prefix: "" },
];

/** Killed and timed out, of all that are valid, in percent. */
export function scoreOf(mutants: readonly Mutant[]): number {
  const detected = count(mutants, "Killed") + count(mutants, "Timeout");
  const valid = detected + count(mutants, "Survived") + count(mutants, "NoCoverage");
  return valid === 0 ? 100 : (100 * detected) / valid;
}

/** The mutants that no test noticed. */
export function survivorsOf(mutants: readonly Mutant[]): Mutant[] {
  return mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage");
}

/** A Markdown table with a row for each folder and one for all. */
export function scoreTable(mutants: readonly Mutant[]): string {
  const folderOf = ({ file }: Mutant) => folders.find(({ prefix }) => file.startsWith(prefix));
  return [
    "| folder | mutants | killed | timed out | survived | not reached | score |",
    "| --- | --: | --: | --: | --: | --: | --: |",
    ...folders.map((folder) =>
      row(
        folder.name,
        mutants.filter((mutant) => folderOf(mutant) === folder),
      ),
    ),
    row("all", mutants),
  ].join("\n");
}

function row(name: string, mutants: readonly Mutant[]): string {
  const statuses = ["Killed", "Timeout", "Survived", "NoCoverage"] as const;
  const counts = statuses.map((status) => count(mutants, status));
  const valid = counts.reduce((sum, each) => sum + each, 0);
  return `| ${[name, valid, ...counts, `${scoreOf(mutants).toFixed(1)} %`].join(" | ")} |`;
}

function count(mutants: readonly Mutant[], status: Mutant["status"]): number {
  return mutants.filter((mutant) => mutant.status === status).length;
}

/** The survivors with the reason of each, as Markdown, and those without one. */
export function explain(
  survivors: readonly Mutant[],
  reasons: Readonly<Record<string, readonly Reason[]>>,
): { text: string; unexplained: Mutant[] } {
  const unexplained: Mutant[] = [];
  const sections = new Map<string, Map<Reason, Mutant[]>>();
  for (const mutant of survivors) {
    const { file, line, change } = mutant;
    const reason = reasons[file]?.find(
      (each) => each.line === line && each.changes.includes(change),
    );
    if (reason === undefined) {
      unexplained.push(mutant);
      continue;
    }
    const section = sections.get(file) ?? new Map<Reason, Mutant[]>();
    section.set(reason, [...(section.get(reason) ?? []), mutant]);
    sections.set(file, section);
  }
  const text = [...sections].map(([file, section]) => fileSection(file, section)).join("\n");
  return { text, unexplained };
}

function fileSection(file: string, section: ReadonlyMap<Reason, readonly Mutant[]>): string {
  const items = [...section].map(([{ line, kind, why }, mutants]) => {
    const changes = mutants.map(({ change }) => `  - ${code(change)}`);
    return [`- ${code(line)}, **${kind}**: ${why}`, ...changes].join("\n");
  });
  return `## ${file}\n\n${items.join("\n")}\n`;
}

/** A code span; a longer fence where the text has backticks. */
function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}
