import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { median, type Result } from "./row.ts";

const readme = new URL("README.md", import.meta.url);
const [begin, end] = ["<!-- table -->", "<!-- end of table -->"];

/** The results as a Markdown table. */
export function tableOf(results: readonly Result[]): string {
  return [
    "| measure | ours | peer | ratio, median (least to most) | target | |",
    "| --- | --- | --- | --- | --- | --- |",
    ...results.map(lineOf),
  ].join("\n");
}

function lineOf({ row, ours, theirs, ratios, notes }: Result): string {
  const medians = { ours: median(ours), ratio: median(ratios) };
  const figure = (value: number) => `${round(value)} ${row.unit}`;
  const peer = theirs.length === 0 ? row.peer : `${row.peer}: ${figure(median(theirs))}`;
  const ratio =
    ratios.length === 0
      ? "–"
      : `${round(medians.ratio)} (${round(Math.min(...ratios))} to ${round(Math.max(...ratios))})`;
  const note = notes.length === 0 ? "" : `; ${notes[notes.length >> 1]}`;
  const verdict = row.meets(medians) ? "met" : "**missed**";
  return `| ${row.measure} | ${figure(medians.ours)}${note} | ${peer} | ${ratio} | ${row.target} | ${verdict} |`;
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** Puts the table and where it was measured into bench/README.md. */
export function writeTable(table: string, rounds: number): void {
  const text = readFileSync(readme, "utf8");
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}, Node ${process.version}`;
  const head = `${date}, ${machine}, ${rounds} rounds.`;
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  writeFileSync(readme, `${before}\n${head}\n\n${table}\n${text.slice(text.indexOf(end))}`);
}
