import { median } from "../bench/row.ts";
import type { FloodFigures, Latencies } from "./flood-figures.ts";

/** p99 during a flood to that before it, round by round; the median of them. */
function ratioOf({ rounds }: FloodFigures): number {
  return median(rounds.map(({ quiet, during }) => during.p99 / quiet.p99));
}

/** Of a machine that others use too, as CI's: no more than is told from a server that stands still. */
const shared = { ratio: 10, p99Ms: 500 };

/** What is not as it should be; empty if all is. */
export function floodFaults(figures: FloodFigures, isShared: boolean): string[] {
  const ratio = ratioOf(figures);
  const { mostRatio } = figures.flood;
  const p99 = median(figures.rounds.map(({ during }) => during.p99));
  const most = isShared ? shared.ratio : mostRatio;
  const isBearable = isShared && p99 < shared.p99Ms;
  const growth = figures.memory.peak - figures.memory.before;
  return [
    ...(ratio > most && !isBearable ? [`p99 of ${ratio.toFixed(1)} × quiet, not ${most}`] : []),
    ...(growth > 300 ? [`grew by ${growth.toFixed()} MB`] : []),
    ...(figures.answered === 0 ? ["nobody was answered"] : []),
  ];
}

const columns = [
  "flood",
  "answered, refused",
  "quiet p50, p99",
  "during p50, p99",
  "ratio of p99: least – median – most",
  "target",
  "after: p50, p99",
  "MB before, peak, after",
];

/** The table of floods in README.md. */
export function floodTableOf(all: readonly FloodFigures[]): string {
  const rows = [columns, columns.map(() => "---"), ...all.map(cellsOf)];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellsOf(figures: FloodFigures): string[] {
  const { flood, answered, refused, rounds, memory, after, note } = figures;
  const ratios = rounds.map(({ quiet, during }) => during.p99 / quiet.p99);
  const spread = [Math.min(...ratios), median(ratios), Math.max(...ratios)];
  return [
    `${flood.what}; ${note}`,
    `${answered.toLocaleString("en-US")}, ${refused.toLocaleString("en-US")}`,
    latencies(rounds.map(({ quiet }) => quiet)),
    latencies(rounds.map(({ during }) => during)),
    spread.map((ratio) => ratio.toFixed(1)).join(" – "),
    `≤ ${flood.mostRatio} ×`,
    latencies([after]),
    [memory.before, memory.peak, memory.after].map((mb) => mb.toFixed()).join(", "),
  ];
}

function latencies(all: readonly Latencies[]): string {
  const figures = [median(all.map(({ p50 }) => p50)), median(all.map(({ p99 }) => p99))];
  return `${figures.map((ms) => ms.toFixed(1)).join(", ")} ms`;
}
