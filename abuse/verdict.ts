import type { Report } from "./honest-worker.ts";
import type { Figures } from "./try-attack.ts";

/** What an honest client must bear at the most. */
interface Bounds {
  /** How long a call may take while a server is attacked, in milliseconds; one in a hundred longer. */
  readonly mostMs: number;
  /** How many of its calls may be refused because the server is busy. */
  readonly mostRefused: number;
}

const own: Bounds = { mostMs: 1_000, mostRefused: 0 };
/** On a machine that others use too, as CI's: no more than is told from a server that stands still. */
const shared: Bounds = { mostMs: 5_000, mostRefused: 0.5 };
/** By how much a server may grow at its peak, in MB. */
const mostGrowth = 300;

/** What is not as it should be; empty if all is. */
export function faultsOf(figures: Figures, isShared: boolean): string[] {
  const { during, memory, afterMs, quiet } = figures;
  const { mostMs, mostRefused } = isShared ? shared : own;
  const p99 = percentile(during.latenciesMs, 0.99);
  const growth = memory.peak - memory.before;
  const isBorne = refusedShare(during) <= mostRefused;
  return [
    ...(quiet.latenciesMs.length === 0 && !isShared ? ["nobody was served before"] : []),
    ...(during.latenciesMs.length === 0 ? ["nobody was served"] : []),
    ...(isBorne ? [] : [`honest calls failed: ${failuresOf(during)}`]),
    ...(p99 > mostMs ? [`honest p99 of ${p99.toFixed()} ms`] : []),
    ...(during.waitingMs > mostMs ? [`a call waited ${during.waitingMs.toFixed()} ms`] : []),
    ...(growth > mostGrowth ? [`grew by ${growth.toFixed()} MB`] : []),
    ...(afterMs > mostMs ? ["no answer after it"] : []),
  ];
}

/** The share of its calls that were refused; `Infinity` if any failed otherwise. */
function refusedShare({ failures, latenciesMs }: Report): number {
  const { RESOURCE_EXHAUSTED: refused = 0, ...others } = failures;
  if (Object.keys(others).length > 0) return Number.POSITIVE_INFINITY;
  return refused === 0 ? 0 : refused / (refused + latenciesMs.length);
}

/** `UNAVAILABLE 3`; empty if none failed. */
export function failuresOf({ failures }: Report): string {
  return Object.entries(failures)
    .map(([code, count]) => `${code} ${count}`)
    .join(", ");
}

/** Of figures in ascending order; 0 of none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
}
