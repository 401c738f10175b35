const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const format = /^(\d{1,9})(s|m|h|d)$/;

/**
 * Milliseconds of a duration as people write it: `90s`, `30m`, `24h`, `7d`;
 * `Infinity` for `forever`; `undefined` for anything else.
 */
export function parseDuration(text: string): number | undefined {
  if (text === "forever") return Number.POSITIVE_INFINITY;
  const [, count, unit] = format.exec(text) ?? [];
  return isUnit(unit) ? Number(count) * unitsMs[unit] : undefined;
}

function isUnit(text: string | undefined): text is keyof typeof unitsMs {
  return text !== undefined && Object.hasOwn(unitsMs, text);
}
