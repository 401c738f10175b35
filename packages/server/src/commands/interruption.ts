import type { EventEmitter } from "node:events";

/**
 * A signal that SIGINT, SIGTERM or SIGHUP aborts, for what ends in order then. A
 * second SIGINT or SIGTERM ends the process at once, as they do by themselves;
 * SIGHUP does not: who closes a terminal sends it twice, by the kernel and by the shell.
 */
export function interruption(signalled: Pick<EventEmitter, "on" | "off"> = process): AbortSignal {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const abort = () => {
    for (const signal of signals) signalled.off(signal, abort);
    controller.abort();
  };
  for (const signal of signals) signalled.on(signal, abort);
  signalled.on("SIGHUP", abort);
  return controller.signal;
}
