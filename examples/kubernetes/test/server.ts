import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { deployment, secret } from "./manifests.ts";

const command = join(import.meta.dirname, "../node_modules/.bin/user-server");

/** What `user-server serve` knows: `--drain-delay` as `USER_SERVER_DRAIN_DELAY`. */
export function knownSettings(): Set<string> {
  const help = execFileSync(command, ["serve", "--help"], { encoding: "utf8" });
  const flags = help.match(/--[a-z][a-z-]+/g) ?? [];
  return new Set(
    flags.map((flag) => flag.replace("--", "user-server-").replaceAll("-", "_").toUpperCase()),
  );
}

export const [container] = deployment.spec?.template.spec?.containers ?? [];

/** The container's environment, secrets filled in. */
export function environment(): Record<string, string> {
  const entries = container?.env ?? [];
  return Object.fromEntries(
    entries.map(({ name, value, valueFrom }) => {
      const given = value ?? secret.stringData?.[valueFrom?.secretKeyRef?.key ?? ""];
      if (given === undefined) throw new Error(`${name} has no value`);
      return [name, given];
    }),
  );
}

/** The container as a process: with its arguments and its environment, but for what is of this machine. */
export async function startContainer(
  overrides: Readonly<Record<string, string>>,
): Promise<{ readonly process: ChildProcess; readonly address: string; readonly metrics: string }> {
  const env = { PATH: process.env.PATH, ...environment(), ...overrides };
  const started = spawn(command, container?.args ?? [], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let printed = "";
  started.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  const found = (pattern: RegExp) => pattern.exec(printed)?.[1];
  for (;;) {
    const [address, metrics] = [found(/listening on (\S+)/), found(/metrics at (\S+)\/metrics/)];
    if (address && metrics) return { process: started, address, metrics };
    await Promise.race([once(started.stdout, "data"), once(started, "exit").then(failed)]);
  }
  function failed(): never {
    throw new Error(`user-server has ended: ${printed}`);
  }
}
