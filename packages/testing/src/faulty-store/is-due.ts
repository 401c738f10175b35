import type { Fault, StoreOperation } from "./fault.ts";

/** Whether a fault strikes the last of these calls. */
export function isDue(
  { operation, at = 1, times = 1 }: Fault,
  calls: readonly StoreOperation[],
): boolean {
  if (operation !== undefined && calls.at(-1) !== operation) return false;
  const counted = calls.filter((call) => call === (operation ?? call)).length;
  return counted >= at && counted < at + times;
}
