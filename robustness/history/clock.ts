/**
 * Microseconds of the machine's monotonic clock, which all processes on it
 * share: times in different history files can be compared.
 */
export type Micros = number;

/** The present time. */
export function micros(): Micros {
  return Number(process.hrtime.bigint() / 1_000n);
}
