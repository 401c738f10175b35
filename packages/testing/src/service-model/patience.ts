/** How long a stream may take to its next message, in milliseconds. Longer than a feed's poll. */
export const patienceMs = 3_000;

/** Fails if something takes longer than a stream may. */
export async function withPatience<T>(waitingFor: string, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const fail = () => late.reject(new Error(`${waitingFor}: nothing came in ${patienceMs} ms`));
  const timer = setTimeout(fail, patienceMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
