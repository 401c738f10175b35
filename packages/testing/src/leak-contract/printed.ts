import { inspect } from "node:util";

/** All that a value shows to whoever prints it, in each way that people print. */
export function printed(value: unknown): string {
  const ways = [
    inspect(value, { depth: 10, showHidden: true, ...unlimited }),
    asJson(value),
    String(value),
    ...(value instanceof Error ? [value.message, value.stack ?? ""] : []),
  ];
  return ways.join("\n");
}

const unlimited = { maxArrayLength: null, maxStringLength: null, breakLength: Infinity } as const;

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, each: unknown) => printable(each)) ?? "";
  } catch {
    // It leads back to itself: nobody can print it so.
    return "";
  }
}

/** JSON has no form for some values; bytes are shown as the text that may be in them. */
function printable(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
}
