/** Whatever a store takes and gives, as text. */
export function encode(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each === undefined) return { as: "undefined" };
    if (typeof each === "bigint") return { as: "bigint", of: String(each) };
    if (each instanceof Uint8Array) return { as: "bytes", of: [...each] };
    if (each instanceof Map) return { as: "map", of: [...each] };
    return each;
  });
}

/** The same again. */
export function decode(text: string): unknown {
  return revive(JSON.parse(text));
}

const kinds: Readonly<Record<string, (of: unknown) => unknown>> = {
  undefined: () => undefined,
  bigint: (of) => BigInt(`${of}`),
  bytes: (of) => (Array.isArray(of) ? Uint8Array.from(of) : of),
  map: (of) => (Array.isArray(of) ? new Map(of) : of),
};

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== "object" || value === null) return value;
  const kind = "as" in value ? kinds[`${value.as}`] : undefined;
  if (kind) return kind("of" in value ? revive(value.of) : undefined);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revive(each)]));
}
