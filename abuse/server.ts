import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Child, startProgram } from "../bench/children.ts";
import { residentMegabytes } from "../bench/memory.ts";
import { userServerFlags } from "../bench/user-server.ts";

/** What carries the server's calls. */
export type Transport = "connect" | "grpc";

/** A `user-server` of its own process, on the one core that the attackers leave alone. */
export interface AttackedServer extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** Resident memory now, in MB. */
  memory(): number;
  /** The most since the last time this was asked, or `forget` was called. */
  peakMemory(): number;
  /** The longest that its event loop was held up since the last time this was asked, in milliseconds. */
  longestTurn(): Promise<number>;
}

const main = join(import.meta.dirname, "../packages/server/src/main.ts");
const monitor = join(import.meta.dirname, "loop-monitor.ts");

/** Starts a server on a free port of this machine, with the three users of the demonstration. */
export async function startServer(
  transport: Transport,
  flags: readonly string[] = [],
): Promise<AttackedServer> {
  const own = ["--port", "0", "--store", "memory:", "--demo", "--log-level", "silent"];
  const child = startProgram({
    path: main,
    args: ["serve", ...own, "--transport", transport, ...flags],
    flags: [...userServerFlags, `--import=${monitor}`],
  });
  const { pid, stop } = child;
  const port = Number((await lineWith(child, /^listening on .*:(\d+)\b/))[1]);
  return {
    pid,
    port,
    memory: () => residentMegabytes(pid, "VmRSS"),
    peakMemory() {
      const peak = residentMegabytes(pid, "VmHWM");
      // Source: proc(5), /proc/pid/clear_refs.
      writeFileSync(`/proc/${pid}/clear_refs`, "5");
      return peak;
    },
    async longestTurn() {
      process.kill(pid, "SIGUSR2");
      return Number((await lineWith(child, /^longest turn ([\d.]+)$/))[1]);
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function lineWith(child: Child, pattern: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const found = pattern.exec(await child.line());
    if (found !== null) return found;
  }
}
