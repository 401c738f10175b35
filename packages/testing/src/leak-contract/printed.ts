import { inspect } from "node:util";

/** All that a value shows to whoever prints it, in each way that people print. */
export function printed(value: unknown): string {
  const ways = [
    inspect(value, { depth: 5, showHidden: true, ...unlimited }),
    JSON.stringify(value, (_key, each: unknown) => printable(each)) ?? "",
    String(value),
    ...(value instanceof Error ? [value.message, value.stack ?? ""] : []),
  ];
  return ways.join("\n");
}

const unlimited = { maxArrayLength: null, maxStringLength: null, breakLength: Infinity } as const;

/** JSON has no form for some values; bytes are shown as the text that may be in them. */
function printable(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
}
