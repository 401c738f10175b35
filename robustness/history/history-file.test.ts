import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openHistory, readHistory, readHistoryTail } from "./history-file.ts";

function testPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "history.ndjson");
}

it("goes on after a line that a kill has torn, and reads all others", () => {
  const path = testPath();
  openHistory<number>(path).append(1);
  appendFileSync(path, '{"torn":');
  openHistory<number>(path).append(2);
  expect(readHistory<number>(path)).toEqual([1, 2]);
  expect(readHistoryTail<number>(path)).toEqual([1, 2]);
});

it("reads the last records of a long history whole", () => {
  const path = testPath();
  const history = openHistory<string>(path);
  for (let i = 0; i < 3_000; i += 1) history.append(`${i} ${"x".repeat(100)}`);
  const tail = readHistoryTail<string>(path);
  expect(tail.length).toBeGreaterThan(1_000);
  expect(tail).toEqual(readHistory<string>(path).slice(-tail.length));
});

it("reads a history in pieces, wherever they cut it, be it in a character", () => {
  const path = testPath();
  const history = openHistory<string>(path);
  const all = Array.from({ length: 50 }, (_, i) => `${i} é€😀`);
  for (const record of all) history.append(record);
  for (let bytes = 1; bytes < 40; bytes += 1) {
    expect(readHistory<string>(path, bytes), `${bytes} at a time`).toEqual(all);
  }
});
