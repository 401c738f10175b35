import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "@org/postgres-cluster";
import type { StoreLocation } from "../stores/open-store.ts";
import { askReadyz } from "./readyz.ts";

/** An instance of `user-server` with workers, on a port that is its own for as long as the run takes. */
export interface Server {
  readonly port: number;
  /** Starts it, and resolves when it listens. */
  start(): Promise<void>;
  /** By SIGHUP, one worker after the other; resolves when none of the old ones is left. It never says meanwhile that it is not ready. */
  restartWorkers(): Promise<void>;
  /** By SIGTERM; resolves when it has ended by itself. */
  stop(): Promise<void>;
  kill(): void;
}

const workers = 2;
/** More than each of them has for its drain, and machines are busy. */
const restartTimeoutMs = 120_000;
const flags = [
  ...["--workers", String(workers), "--drain-delay", "1s", "--grace", "10s"],
  ...["--log-level", "error"],
];
const main = new URL("../../packages/server/src/main.ts", import.meta.url).pathname;

/** A server that does not run yet. */
export async function createServerPlace(
  location: StoreLocation,
  onFault: (message: string) => void,
): Promise<Server> {
  const port = await freePort();
  const store = location.kind === "sqlite" ? `sqlite:${location.path}` : location.url;
  const args = [main, "serve", "--port", String(port), "--store", store, ...flags];
  let child: ChildProcess | undefined;
  let isStopping = false;
  let said = "";

  return {
    port,
    async start() {
      isStopping = false;
      const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
      child = started;
      // It does not outlive this process.
      const kill = () => started.kill("SIGKILL");
      process.once("exit", kill);
      started.stderr.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-4_000);
      });
      started.once("close", (code, signal) => {
        process.off("exit", kill);
        if (!isStopping || code !== 0) onFault(`a server ended with ${code ?? signal}:\n${said}`);
      });
      // Printed in one piece when all workers listen.
      await Promise.race([once(started.stdout, "data"), once(started, "close")]);
    },
    async restartWorkers() {
      const old = childrenOf(child?.pid);
      child?.kill("SIGHUP");
      const latest = performance.now() + restartTimeoutMs;
      while (old.some((pid) => childrenOf(child?.pid).includes(pid))) {
        // A successor that can't start leaves the old one where it is.
        if (performance.now() > latest) return onFault("workers were not replaced");
        // A connection may be cut that an old one has just taken: HTTP/1.1 can't send it elsewhere.
        const answer = await askReadyz(port);
        if (answer === "not ready") onFault("not ready while workers were replaced");
        await delay(100);
      }
    },
    async stop() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      isStopping = true;
      child.kill("SIGTERM");
      await once(child, "close");
    },
    kill() {
      isStopping = true;
      child?.removeAllListeners("close");
      // Its workers go with it.
      child?.kill("SIGKILL");
    },
  };
}

function childrenOf(pid: number | undefined): string[] {
  try {
    return execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
      .trim()
      .split("\n");
  } catch {
    // It has none.
    return [];
  }
}
