import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

// A package without types: its one export is the path of its binary.
const workerd: unknown = createRequire(import.meta.url)("workerd").default;

const root = join(import.meta.dirname, "..");
const wrangler = JSON.parse(readFileSync(join(root, "wrangler.jsonc"), "utf8"));
const [{ name: binding, class_name: className }] = wrangler.durable_objects.bindings;

/** A Worker that runs in workerd, the runtime of Cloudflare's Workers. */
export interface RunningWorker {
  readonly baseUrl: string;
  /** Kills it, as a machine would that fails. */
  kill(): Promise<void>;
}

/** Runs a Worker on a free port as `wrangler.jsonc` says, its objects' databases in a folder. */
export async function startWorker(entry: string, folder: string): Promise<RunningWorker> {
  mkdirSync(join(folder, "objects"), { recursive: true });
  await build({
    entryPoints: [join(root, entry)],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  writeFileSync(join(folder, "config.capnp"), config);
  const child = spawn(`${workerd}`, ["serve", "--control-fd=3", "config.capnp"], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const exited = once(child, "exit");
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const port = Promise.withResolvers<string>();
  let told = "";
  child.stdio[3]?.on("data", (chunk) => {
    told += chunk;
    const [, found] = /"event":"listen","socket":"http","port":(\d+)/.exec(told) ?? [];
    if (found !== undefined) port.resolve(found);
  });
  exited.then(() => port.reject(new Error(`workerd has ended: ${told}`)));
  return {
    baseUrl: `http://127.0.0.1:${await port.promise}`,
    async kill() {
      process.off("exit", kill);
      kill();
      await exited;
    },
  };
}

const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "objects", disk = (path = "objects", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${wrangler.compatibility_date}",
  bindings = [
    (name = "${binding}", durableObjectNamespace = "${className}"),
    (name = "API_TOKEN", text = "change-me"),
  ],
  durableObjectNamespaces = [(className = "${className}", uniqueKey = "users", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);
`;
