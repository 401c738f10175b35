import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";

const tools = {
  h2load: "h2load is missing; on Debian: apt-get install nghttp2-client",
  taskset: "taskset is missing; on Debian: apt-get install util-linux",
  setpriv: "setpriv is missing; on Debian: apt-get install util-linux",
} as const;

/** What this machine lacks to run the benchmarks, in words; `undefined` if nothing. */
export function missingRequirement(): string | undefined {
  for (const [tool, message] of Object.entries(tools)) {
    try {
      execFileSync(tool, ["--version"], { stdio: "ignore" });
    } catch {
      return message;
    }
  }
  return availableParallelism() < 2 ? "two cores are needed" : undefined;
}
