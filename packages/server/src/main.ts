#!/usr/bin/env -S node --max-semi-space-size=16
// The flag: V8 lets its young generation grow to three times 32 MB under load,
// and a server of this kind is as fast with half of it (bench/README.md).
import { isServiceError, withholdSecrets } from "@org/user-core";
import { greeting } from "./greeting.ts";
import { parseServeOptions, usage } from "./options.ts";
import { type Running, serve } from "./serve.ts";
import { UsageError } from "./usage-error.ts";

/** Exit codes: 0 after a graceful stop, 1 when something failed, 2 for a bad command line. */
async function main([command, ...args]: readonly string[]): Promise<void> {
  if (command === undefined || command === "--help" || command === "-h") return help();
  if (command !== "serve") throw new UsageError(`no command ${command}; try user-server --help`);
  const options = parseServeOptions(args, process.env);
  if (options === "help") return help();
  const running = await serve(options);
  console.log(greeting(running.address, options));
  if (running.metricsAddress !== undefined) console.log(`metrics at ${running.metricsAddress}`);
  stopOnSignals(running);
}

function help(): void {
  process.stdout.write(usage);
}

function stopOnSignals(running: Running): void {
  let stopping = false;
  const stop = () => {
    // A second signal does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    running.stop().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

function fail(thrown: unknown): void {
  // What a URL of a store is refused with may quote its password.
  const error = withholdSecrets(thrown);
  if (thrown instanceof UsageError) {
    console.error(`user-server: ${thrown.message}`);
    process.exit(2);
  }
  if (isServiceError(error)) console.error(`user-server: ${error.message}`);
  else console.error(error);
  process.exit(1);
}

main(process.argv.slice(2)).catch(fail);
