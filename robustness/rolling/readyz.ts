/** Whether an instance says that it is ready; `undefined` if it takes too long to say, as it does on a busy machine. */
export async function isReady(port: number): Promise<boolean | undefined> {
  try {
    const signal = AbortSignal.timeout(2_000);
    const { ok } = await fetch(`http://127.0.0.1:${port}/readyz`, {
      headers: { connection: "close" },
      signal,
    });
    return ok;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? undefined : false;
  }
}
