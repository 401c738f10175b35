import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);

// A process of its own, for its garbage collector and for what keeps it alive.
it("100,000 watches opened and dropped leave the heap where it was, and nothing behind", async () => {
  const program = fileURLToPath(new URL("watch-leaks.fixture.ts", import.meta.url));
  const { stdout } = await run(process.execPath, ["--expose-gc", program, "100000"]);
  const { grownKilobytes, watched, listeners, timers } = JSON.parse(stdout);
  console.log(`100,000 watches: heap ${grownKilobytes} KB larger`);
  expect(watched).toBe(100_000);
  expect({ listeners, timers }).toEqual({ listeners: 0, timers: 0 });
  // A tenth of what 100,000 leaks of an empty object would take.
  expect(grownKilobytes).toBeLessThan(500);
}, 60_000);
