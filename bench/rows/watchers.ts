import { runProgram } from "../children.ts";
import type { Row } from "../row.ts";

const latency = "update to watcher, median";

interface Watchers {
  readonly heapKilobytes: number;
  readonly residentKilobytes: number;
  readonly latencyMs: number;
}

/** Memory of idle watchers. */
export const watchers: Row = {
  name: "watchers",
  measure: "10,000 idle watchers in one process, in-process transport, memory store",
  unit: "KB each",
  target: "≤ 25 KB each; update to watcher ≤ 50 ms at the median",
  bounds: [
    { of: "ours", atMost: 25 },
    { of: latency, atMost: 50 },
  ],
  async round({ scale }) {
    const { heapKilobytes, residentKilobytes, latencyMs } = await runProgram<Watchers>({
      path: "programs/watchers.ts",
      args: [`${10_000 * scale}`],
      flags: ["--expose-gc"],
    });
    const further = [
      { name: "resident", value: residentKilobytes, unit: "KB each" },
      { name: latency, value: latencyMs, unit: "ms" },
    ];
    return { ours: heapKilobytes, further };
  },
};
