import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { median, type Result, ratiosOf } from "./row.ts";
import { verdictOf } from "./verdict.ts";

const readme = new URL("README.md", import.meta.url);
const [begin, end] = ["<!-- table -->", "<!-- end of table -->"];
const heads = ["measure", "ours", "peer", "ratio: least – median – most", "target", "met?"];

/**
 * The results as a Markdown table, aligned as the formatter wants it. Too little
 * work is not judged.
 */
export function tableOf(results: readonly Result[], judged: boolean): string {
  const lines = [heads, ...results.map((result) => cellsOf(result, judged))];
  const widths = heads.map((_, i) => Math.max(3, ...lines.map((cells) => cells[i]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return lines
    .toSpliced(1, 0, rule)
    .map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`)
    .join("\n");
}

function cellsOf(result: Result, judged: boolean): string[] {
  const { row, rounds } = result;
  const theirs = rounds.flatMap((round) => (round.theirs === undefined ? [] : [round.theirs]));
  const peer = row.peer === undefined ? "none" : `${row.peer}: ${figure(theirs, row.unit)}`;
  const ratios = ratiosOf(result);
  const ratio = ratios.length === 0 ? "–" : spread(ratios);
  const verdict = judged ? verdictOf(result) : "not judged";
  return [row.measure, oursOf(result), peer, ratio, row.target, verdict];
}

function oursOf({ row, rounds }: Result): string {
  const ours = rounds.map((round) => round.ours);
  // Without a ratio the spread is that of the figure itself.
  const own = row.peer === undefined ? `${spread(ours)} ${row.unit}` : figure(ours, row.unit);
  const further = (rounds[0]?.further ?? []).map(({ name, unit }) => {
    const values = rounds.flatMap((round) => round.further ?? []).filter((f) => f.name === name);
    return `${name} ${spread(values.map(({ value }) => value))} ${unit}`;
  });
  return [own, ...further].join("; ");
}

function figure(values: readonly number[], unit: string): string {
  return `${round(median(values))} ${unit}`;
}

/** `least – median – most`; one figure if there was one round. */
function spread(values: readonly number[]): string {
  const all = [Math.min(...values), median(values), Math.max(...values)];
  return values.length === 1 ? round(median(values)) : all.map(round).join(" – ");
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** When and where it was measured. */
export function headOf(rounds: number): string {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}, Node ${process.version}`;
  return `${date}, ${machine}, ${rounds} rounds.`;
}

/** Puts a table and its head between the marks of bench/README.md. */
export function writeTable(head: string, table: string): void {
  const text = readFileSync(readme, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error("bench/README.md has lost the marks of its table");
  const before = text.slice(0, from + begin.length);
  writeFileSync(readme, `${before}\n\n${head}\n\n${table}\n\n${text.slice(to)}`);
}
