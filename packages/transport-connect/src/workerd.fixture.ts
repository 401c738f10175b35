import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

// A package without types: its one export is the path of its binary.
const workerd: unknown = createRequire(import.meta.url)("workerd").default;

/** A Worker that runs in workerd, the runtime of Cloudflare's Workers. */
export interface RunningWorker {
  readonly port: number;
  /** The most that the runtime has held so far; 0 where the system does not tell. */
  peakBytes(): number;
  stop(): Promise<void>;
}

/** Bundles a Worker, as a deployment would. */
export async function bundleWorker(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    minify: true,
    platform: "browser",
    target: "es2022",
    logLevel: "error",
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error(`${entry} makes no bundle`);
  return bundle.contents;
}

/** Runs a bundled Worker on a free port. */
export async function runWorker(bundle: Uint8Array): Promise<RunningWorker> {
  const folder = mkdtempSync(join(tmpdir(), "workerd-"));
  writeFileSync(join(folder, "worker.js"), bundle);
  writeFileSync(join(folder, "config.capnp"), config);
  const child = spawn(`${workerd}`, ["serve", "--control-fd=3", "config.capnp"], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const exited = once(child, "exit");
  return {
    port: await portOf(child),
    peakBytes: () => peakBytesOf(child),
    async stop() {
      process.off("exit", kill);
      kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
);
`;

/** By proc(5), which only Linux has. */
function peakBytesOf({ pid }: ChildProcess): number {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return 0;
  const [, kibibytes = "0"] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}

/** workerd tells on the control descriptor which port it has got. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdio[3]?.on("data", (chunk: Buffer) => {
      text += chunk;
      const port = /"event":"listen","socket":"http","port":(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once("exit", () => reject(new Error(`workerd has ended: ${text}`)));
  });
}
