import type { Fault, FaultKind } from "./fault.ts";

const kinds = {
  fails: true,
  half_answers: true,
  stalls: true,
  delays: true,
  answers_less: true,
  answers_holes: true,
  answers_nothing: true,
} satisfies Record<FaultKind, true>;

/**
 * The faults themselves.
 *
 * @throws TypeError for a kind that does not exist, RangeError for a fault that could never strike.
 */
export function checkFaults(faults: readonly Fault[]): readonly Fault[] {
  for (const { kind, at = 1, times = 1 } of faults) {
    if (!Object.hasOwn(kinds, kind)) throw new TypeError(`There is no kind of fault ${kind}`);
    if (!(at >= 1 && times >= 1)) throw new RangeError("Calls are counted from 1");
  }
  return faults;
}
