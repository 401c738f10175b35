import { parseDuration } from "./duration.ts";
import { UsageError } from "./usage-error.ts";

/** A whole number within bounds. @throws UsageError */
export function integer(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`--${name} must be a number from ${min} to ${max}, not ${text}`);
}

/** A port, if one is named. @throws UsageError */
export function portOf(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : integer(name, text, 0, 65_535);
}

/** A time in milliseconds, `Infinity` for `forever`. @throws UsageError */
export function duration(name: string, text: string, least: string): number {
  const value = parseDuration(text);
  if (value === undefined) {
    throw new UsageError(
      `--${name} must be a time such as 90s, 30m, 24h, 7d or forever, not ${text}`,
    );
  }
  if (value >= (parseDuration(least) ?? 0)) return value;
  throw new UsageError(`--${name} must be at least ${least}, not ${text}`);
}

/** How long a connection takes calls, in milliseconds, `Infinity` for ever. @throws UsageError */
export function connectionAge(name: string, text: string): number {
  const value = duration(name, text, "1s");
  // Longer than timers go, and of no use.
  if (value <= 604_800_000 || value === Number.POSITIVE_INFINITY) return value;
  throw new UsageError(`--${name} must be at most 7d, or forever, not ${text}`);
}

/** A time in milliseconds that somebody waits for: an hour at most. @throws UsageError */
export function shortDuration(name: string, text: string): number {
  const value = parseDuration(text);
  if (value !== undefined && value <= 3_600_000) return value;
  throw new UsageError(`--${name} must be a time such as 10s or 2m, up to 1h, not ${text}`);
}

/** One of the words that are known. @throws UsageError */
export function oneOf<const T extends string>(name: string, text: string, known: readonly T[]): T {
  const value = known.find((each) => each === text);
  if (value !== undefined) return value;
  throw new UsageError(`--${name} must be ${known.join(", ")}, not ${text}`);
}

/** What a store is opened by. @throws UsageError, which repeats no password */
export function storeOf(text: string): string {
  if (text === "memory:" || /^sqlite:./.test(text)) return text;
  // With a host or, for a socket, without: libpq's form, which is not all WHATWG's.
  if (/^postgres(ql)?:\/\/./.test(text)) return text;
  // A URL may hold a password, also a misspelt one: it is not repeated.
  const what = text.includes("@") ? "this" : text;
  throw new UsageError(`--store must be memory:, sqlite:PATH or postgres://…, not ${what}`);
}

/** Tokens with commas between them. @throws UsageError */
export function tokensOf(text: string): readonly string[] {
  if (text === "") return [];
  const tokens = text.split(",").map((token) => token.trim());
  if (tokens.includes("")) throw new UsageError("--auth-tokens has an empty token");
  return tokens;
}

/** Where spans go, if anywhere: empty is nowhere. @throws UsageError, which repeats no password */
export function collectorOf(address: string | undefined): string | undefined {
  if (address === undefined || address === "") return undefined;
  const { protocol = "", search = "", hash = "" } = URL.parse(address) ?? {};
  if (/^https?:$/.test(protocol) && `${search}${hash}` === "") return address;
  throw new UsageError(
    "--otlp-endpoint must be an http or https address, as http://127.0.0.1:4318",
  );
}
