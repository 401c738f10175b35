import { expect, it, vi } from "vitest";
import { widthOf } from "../terminal-text.ts";
import { createProgress, type ProgressOptions } from "./progress.ts";

/** Progress on a terminal of so many columns, with a clock of the test's. */
function start(kind: ProgressOptions["kind"], columns = 80) {
  let seconds = 0;
  const written: string[] = [];
  const progress = createProgress({
    kind,
    columns: () => columns,
    write: (text) => void written.push(text),
    now: () => seconds * 1_000,
  });
  return {
    progress,
    written,
    at(second: number, share: number): void {
      seconds = second;
      const readBytes = share * 2_000_000;
      progress.update({ imported: second * 5_000, failed: 3, readBytes, totalBytes: 2_000_000 });
    },
  };
}

const erase = "\r\u001b[2K";

it("shows a bar with the count, the rate and the time that is left", () => {
  const { at, written, progress } = start("bar");
  at(20, 0.25);
  const bar = `${"█".repeat(7)}${"░".repeat(20)}`;
  const line = `${bar} 25 % 100,000 imported, 3 failed, 5,000/s, 1:00 left`;
  expect(written).toEqual([`${erase}${line}`]);
  expect(line).toHaveLength(79);
  progress.end();
  expect(written.at(-1)).toBe(erase);
});

it("is never wider than the terminal, and drawn ten times a second at most", () => {
  for (const columns of [20, 40, 60, 80, 120]) {
    const { at, written } = start("bar", columns);
    at(1, 0.5);
    at(1.05, 0.5);
    at(1.11, 1);
    expect(written).toHaveLength(2);
    for (const line of written) {
      expect(widthOf(line.replace(erase, ""))).toBeLessThan(columns);
    }
  }
});

it("says a line every ten seconds where there is no terminal, and nothing if so wished", () => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const lines = start("lines");
  const none = start("none");
  for (const second of [1, 9, 10, 11, 20]) {
    lines.at(second, second / 40);
    none.at(second, second / 40);
  }
  none.progress.say("row 2: Invalid");
  expect(stderr.mock.calls.map(([text]) => text)).toEqual([
    "user-server: 50,000 imported, 3 failed, 5,000/s, 0:30 left\n",
    "user-server: 100,000 imported, 3 failed, 5,000/s, 0:20 left\n",
  ]);
  expect([lines.written, none.written]).toEqual([[], []]);
});
