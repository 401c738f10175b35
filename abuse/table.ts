import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Figures } from "./try-attack.ts";
import { failuresOf, faultsOf, percentile } from "./verdict.ts";

const columns = [
  "attack",
  "transport",
  "tried",
  "held at the end",
  "refused or cut off",
  "MB before, peak, after",
  "longest turn",
  "GetUser quiet, during: p50, p99; after",
  "as it should be?",
];

/** The table of README.md. */
export function tableOf(all: readonly Figures[]): string {
  const rows = [columns, columns.map(() => "---"), ...all.map(cellsOf)];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellsOf(figures: Figures): string[] {
  const { attack, transport, outcome, memory, quiet, during, afterMs } = figures;
  const { tried, unit, held, refused, note } = outcome;
  const of = ({ latenciesMs }: typeof quiet) =>
    [0.5, 0.99].map((share) => ms(percentile(latenciesMs, share))).join(", ");
  const failed = failuresOf(during);
  const faults = faultsOf(figures, false);
  return [
    attack.what,
    transport,
    `${count(tried)} ${unit}${note === undefined ? "" : `; ${note}`}`,
    count(held),
    count(refused),
    [memory.before, memory.peak, memory.after].map((mb) => mb.toFixed()).join(", "),
    ms(figures.longestTurnMs),
    `${of(quiet)}; ${of(during)}${failed && ` (${failed})`}; ${ms(afterMs)}`,
    faults.length === 0 ? "yes" : `**no**: ${faults.join("; ")}`,
  ];
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** When and where it was measured. */
export function headOf(): string {
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${cpus().length} cores of ${cpus()[0]?.model.trim()}, Node ${process.version}.`;
}

const readme = join(import.meta.dirname, "README.md");

/** Puts a text between the marks of that name in README.md. */
export function writeBetween(name: string, text: string): void {
  const whole = readFileSync(readme, "utf8");
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has lost the marks of ${name}`);
  const before = whole.slice(0, from + begin.length);
  writeFileSync(readme, `${before}\n\n${text}\n\n${whole.slice(to)}`);
}
