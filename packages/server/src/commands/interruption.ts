/**
 * A signal that SIGINT or SIGTERM aborts, for what ends in order then. A second
 * one ends the process at once, as they do by themselves.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
