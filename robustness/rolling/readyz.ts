/** What an instance says of itself; `late` is what a busy machine is, too. */
export type Readyz = "ready" | "not ready" | "unreachable" | "late";

/** Asks an instance over a connection of its own. */
export async function askReadyz(port: number): Promise<Readyz> {
  try {
    const signal = AbortSignal.timeout(2_000);
    const { ok } = await fetch(`http://127.0.0.1:${port}/readyz`, {
      headers: { connection: "close" },
      signal,
    });
    return ok ? "ready" : "not ready";
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "late" : "unreachable";
  }
}
