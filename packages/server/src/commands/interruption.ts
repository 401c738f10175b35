/**
 * A signal that SIGINT or SIGTERM aborts, for what ends in order then. A second
 * one ends the process at once, as they do by themselves.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const abort = () => {
    for (const signal of signals) process.off(signal, abort);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, abort);
  return controller.signal;
}
