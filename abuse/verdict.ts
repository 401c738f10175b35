import type { Report } from "./honest-worker.ts";
import type { Figures } from "./try-attack.ts";

/** How long a call may take while a server is attacked, in milliseconds; one in a hundred longer. */
const mostMs = 1_000;
/** By how much a server may grow at its peak, in MB. */
const mostGrowth = 300;

/** What is not as it should be; empty if all is. */
export function faultsOf({ during, memory, afterMs, quiet }: Figures): string[] {
  const failed = failuresOf(during);
  const p99 = percentile(during.latenciesMs, 0.99);
  const growth = memory.peak - memory.before;
  return [
    ...(quiet.latenciesMs.length === 0 ? ["nobody was served before"] : []),
    ...(during.latenciesMs.length === 0 ? ["nobody was served"] : []),
    ...(failed.length > 0 ? [`honest calls failed: ${failed}`] : []),
    ...(p99 > mostMs ? [`honest p99 of ${p99.toFixed()} ms`] : []),
    ...(during.waitingMs > mostMs ? [`a call waited ${during.waitingMs.toFixed()} ms`] : []),
    ...(growth > mostGrowth ? [`grew by ${growth.toFixed()} MB`] : []),
    ...(afterMs > mostMs ? ["no answer after it"] : []),
  ];
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
