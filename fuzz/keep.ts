import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Covered {
  readonly data: Uint8Array;
  /** Which branches it takes, and which of them more than once. */
  readonly features: ReadonlySet<number>;
}

const maxBytes = 1_024;
const maxInputs = 48;
const inputs: Covered[] = [];
/** By feature the length of the smallest input that has it. */
const smallest = new Map<number, number>();

/** Notes what the input that just ran has covered, if no smaller one did. */
export function noteCoverage(data: Uint8Array): void {
  if (data.length > maxBytes) return;
  const features = new Set<number>();
  let edge = 0;
  for (const counters of moduleCounters()) {
    for (const count of counters) {
      if (count > 0) features.add(2 * edge);
      if (count > 1) features.add(2 * edge + 1);
      edge += 1;
    }
  }
  const news = [...features].filter((each) => data.length < (smallest.get(each) ?? Infinity));
  for (const feature of news) smallest.set(feature, data.length);
  if (news.length > 0) inputs.push({ data, features });
}

/** The counters that libFuzzer clears before each input, one array for each module. */
function moduleCounters(): readonly Uint8Array[] {
  const fuzzer: unknown = Reflect.get(globalThis, "Fuzzer");
  if (hasCounters(fuzzer)) return fuzzer.coverageTracker.moduleCounters;
  throw new TypeError("jazzer.js is not what it was");
}

function hasCounters(
  fuzzer: unknown,
): fuzzer is { coverageTracker: { moduleCounters: Uint8Array[] } } {
  if (typeof fuzzer !== "object" || fuzzer === null || !("coverageTracker" in fuzzer)) return false;
  const { coverageTracker } = fuzzer;
  return (
    typeof coverageTracker === "object" &&
    coverageTracker !== null &&
    "moduleCounters" in coverageTracker
  );
}

/**
 * Writes to the folder the few of the noted inputs that together cover what all of them do, or most of it.
 * Of what is there already, files with names that people gave them stay.
 */
export function writeKept(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (isHash(file)) rmSync(join(folder, file));
  for (const { data } of smallestCover()) {
    writeFileSync(join(folder, createHash("sha1").update(data).digest("hex")), data);
  }
}

function isHash(file: string): boolean {
  return /^[0-9a-f]{40}$/.test(file);
}

/** Greedily: always the input that adds most to those before, of several the smallest. */
function smallestCover(): Covered[] {
  const left = new Set(inputs.toSorted((a, b) => a.data.length - b.data.length));
  const seen = new Set<number>();
  const kept: Covered[] = [];
  while (kept.length < maxInputs) {
    let best: Covered | undefined;
    let most = 0;
    for (const input of left) {
      const added = [...input.features].filter((feature) => !seen.has(feature)).length;
      if (added > most) [best, most] = [input, added];
      if (added === 0) left.delete(input);
    }
    if (best === undefined) break;
    kept.push(best);
    for (const feature of best.features) seen.add(feature);
  }
  return kept;
}
