/** How many checks in a row it takes to change what is known. */
export interface FlipThresholds {
  /** Failures after which what was ready is not, from 1. */
  readonly failureThreshold: number;
  /** Successes after which what was not ready is, from 1. */
  readonly successThreshold: number;
}

/** What the checks so far amount to. */
export interface Standing {
  /** `undefined` before the first check. */
  readonly ready: boolean | undefined;
  /** Checks in a row, up to the last, that spoke against it. */
  readonly against: number;
}

/** Before the first check. */
export const unknownStanding: Standing = { ready: undefined, against: 0 };

/**
 * What is known after one more check. The first decides alone; from then on a
 * single one that says otherwise changes nothing unless its threshold is 1.
 */
export function nextStanding(
  { ready, against }: Standing,
  succeeded: boolean,
  { failureThreshold, successThreshold }: FlipThresholds,
): Standing {
  if (ready === undefined) return { ready: succeeded, against: 0 };
  if (succeeded === ready) return { ready, against: 0 };
  const needed = ready ? failureThreshold : successThreshold;
  return against + 1 < needed ? { ready, against: against + 1 } : { ready: succeeded, against: 0 };
}
