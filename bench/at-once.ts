/** Runs a call so many times, so many of them at a time, and gives calls a second. */
export async function rateAtOnce(
  times: number,
  concurrency: number,
  call: (i: number) => Promise<unknown>,
): Promise<number> {
  let begun = 0;
  const work = async () => {
    while (begun < times) {
      const i = begun;
      begun += 1;
      await call(i);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  return times / ((performance.now() - start) / 1000);
}
