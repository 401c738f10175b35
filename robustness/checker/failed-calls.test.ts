import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { ReadRecord, WriteResult, WriterRecord } from "../history/records.ts";
import { unaryCalls } from "./failed-calls.ts";
import { runFiles } from "./read-run.ts";

const user = { id: 1, email: "a@b.example", name: "A", isActive: true, revision: 2 };

/** The files of a run in which one writer was told this, and one reader that. */
function runOf(results: readonly (WriteResult | undefined)[], codes: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "failed-calls-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = { op: "update", userId: 1, fields: { name: "A" } } as const;
  const writes = results.flatMap((result, i): WriterRecord[] => [
    { kind: "attempt", id: `w-${i}`, start: 0, write },
    ...(result ? [{ kind: "outcome", id: `w-${i}`, end: 5_000, result } as const] : []),
  ]);
  const reads = codes.map((code): ReadRecord => {
    return { kind: "read", start: 0, end: 7_000, code, reason: "" };
  });
  for (const [room, records] of [
    [runFiles.writers, writes],
    [runFiles.reads, reads],
  ] as const) {
    mkdirSync(join(folder, room));
    const lines = records.map((record) => `${JSON.stringify(record)}\n`);
    writeFileSync(join(folder, room, "one.ndjson"), lines.join(""));
  }
  const dump = { log: [], users: [], count: 0, total: 0, requests: [] };
  writeFileSync(join(folder, runFiles.dump), JSON.stringify(dump));
  return folder;
}

it("finds nothing where every read and every write succeeded", () => {
  const calls = unaryCalls(runOf([{ is: "updated", user }], ["OK", "OK"]));
  expect(calls).toEqual({ reads: 2, writes: 1, failed: [] });
});

it("finds a write that failed, one that was refused, one that nobody heard of, and a read", () => {
  const results: readonly (WriteResult | undefined)[] = [
    { is: "unknown", code: "UNAVAILABLE", reason: "" },
    { is: "refused", code: "ABORTED", reason: "REVISION_MISMATCH" },
    undefined,
    { is: "updated", user },
  ];
  const { failed } = unaryCalls(runOf(results, ["OK", "UNAVAILABLE"]));
  expect(failed).toEqual([
    "w-0, update: UNAVAILABLE  after 5 ms",
    "w-1, update: ABORTED REVISION_MISMATCH after 5 ms",
    "w-2, update:  after ?",
    "a read: UNAVAILABLE  after 7 ms",
  ]);
});
