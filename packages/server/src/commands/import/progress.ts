import { note } from "../output.ts";
import { fit } from "../terminal-text.ts";

/** How far an import is. */
interface Standing {
  readonly imported: number;
  readonly failed: number;
  readonly readBytes: number;
  /** `undefined` where it can't be known. */
  readonly totalBytes: number | undefined;
}

/** Shows how far an import is. */
export interface Progress {
  /** Told often; shows it now and then. */
  update(standing: Standing): void;
  /** Says something between, for people; nothing if so wished. */
  say(line: string): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** Where progress is shown. */
export interface ProgressOptions {
  readonly kind: "bar" | "lines" | "none";
  /** How many columns there are now. */
  readonly columns: () => number;
  readonly write: (text: string) => void;
  readonly now: () => number;
}

const barIntervalMs = 100;
const lineIntervalMs = 10_000;

/** A bar on a terminal; elsewhere a line every ten seconds; nothing if so wished. */
export function createProgress({ kind, columns, write, now }: ProgressOptions): Progress {
  const startedAt = now();
  const intervalMs = kind === "bar" ? barIntervalMs : lineIntervalMs;
  let shownAt = kind === "bar" ? Number.NEGATIVE_INFINITY : startedAt;
  const clear = kind === "bar" ? "\r\u001b[2K" : "";
  return {
    update(standing) {
      if (kind === "none" || now() - shownAt < intervalMs) return;
      shownAt = now();
      const facts = factsOf(standing, (shownAt - startedAt) / 1_000);
      // One column is left: a full line would wrap on some terminals.
      if (kind === "bar") write(clear + barLine(standing, facts, columns() - 1));
      else note(facts);
    },
    say(line) {
      if (kind === "none") return;
      if (clear !== "") write(clear);
      note(line);
      // The bar comes back with what is told next.
      if (kind === "bar") shownAt = Number.NEGATIVE_INFINITY;
    },
    end() {
      if (clear !== "") write(clear);
    },
  };
}

/** Progress on standard error. */
export function progressOnStderr(isQuiet: boolean): Progress {
  const { stderr } = process;
  return createProgress({
    kind: isQuiet ? "none" : stderr.isTTY ? "bar" : "lines",
    columns: () => stderr.columns || 80,
    write: (text) => stderr.write(text),
    now: () => performance.now(),
  });
}

function factsOf({ imported, failed, ...bytes }: Standing, seconds: number): string {
  const done = imported + failed;
  const rate = seconds > 0 ? done / seconds : 0;
  const left = secondsLeft(bytes, seconds);
  return [
    `${count(imported)} imported`,
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    `${count(Math.round(rate))}/s`,
    ...(left === undefined ? [] : [`${clock(left)} left`]),
  ].join(", ");
}

function secondsLeft(
  { readBytes, totalBytes }: Pick<Standing, "readBytes" | "totalBytes">,
  seconds: number,
): number | undefined {
  if (!totalBytes || readBytes === 0) return undefined;
  return Math.max(0, (totalBytes - readBytes) / (readBytes / seconds));
}

const barWidth = { least: 10, most: 40 };

function barLine({ readBytes, totalBytes }: Standing, facts: string, columns: number): string {
  if (!totalBytes) return fit(facts, columns).trimEnd();
  const share = Math.min(readBytes / totalBytes, 1);
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const room = columns - facts.length - percent.length - 1;
  if (room < barWidth.least) return fit(`${percent} ${facts}`, columns).trimEnd();
  const width = Math.min(room, barWidth.most);
  const full = Math.round(share * width);
  return `${"█".repeat(full)}${"░".repeat(width - full)}${percent} ${facts}`;
}

const counts = new Intl.NumberFormat("en");

/** A number as people read it: `1,000,000`. */
export function count(value: number): string {
  return counts.format(value);
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3_600);
  const two = (value: number) => `${value}`.padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
