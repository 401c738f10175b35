import { runProgram } from "../children.ts";
import type { Row } from "../row.ts";

/** Memory of idle watchers. */
export const watchers: Row = {
  name: "watchers",
  measure: "10,000 idle watchers in one process, in-process transport",
  unit: "KB each",
  peer: "none",
  target: "≤ 25 KB each; update to watcher ≤ 50 ms at the median",
  meets: ({ ours }) => ours <= 25,
  async ours() {
    const { kilobytes, latencyMs } = await runProgram<{ kilobytes: number; latencyMs: number }>(
      "programs/watchers.ts",
      "10000",
    );
    return {
      value: kilobytes,
      note: `an update reaches its watcher in ${latencyMs.toFixed(2)} ms`,
    };
  },
};
