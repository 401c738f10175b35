import { type Bound, median, type Result, ratiosOf } from "./row.ts";

/** Whether a row's targets are met, and by how much those that are not are missed. */
export function verdictOf(result: Result): string {
  const misses = result.row.bounds.flatMap((bound) => {
    const miss = missOf(bound, figureOf(bound, result));
    return miss === undefined ? [] : [miss];
  });
  return misses.length === 0 ? "met" : `**missed**: ${misses.join("; ")}`;
}

function figureOf({ of, atLeast }: Bound, result: Result): number {
  if (of === "ratio") return median(ratiosOf(result));
  if (of === "ours") return median(result.rounds.map(({ ours }) => ours));
  const values = result.rounds.flatMap(({ further = [] }) =>
    further.filter(({ name }) => name === of).map(({ value }) => value),
  );
  if (values.length !== result.rounds.length) throw new Error(`no figure of ${of} in each round`);
  return atLeast === undefined ? Math.max(...values) : Math.min(...values);
}

function missOf({ of, atLeast, atMost }: Bound, figure: number): string | undefined {
  if (atLeast !== undefined && !(figure >= atLeast))
    return `${of} ${percent(1 - figure / atLeast)} short`;
  if (atMost !== undefined && !(figure <= atMost))
    return `${of} ${percent(figure / atMost - 1)} over`;
  return undefined;
}

function percent(part: number): string {
  return part < 0.1 ? `${(100 * part).toFixed(1)} %` : `${Math.round(100 * part)} %`;
}
