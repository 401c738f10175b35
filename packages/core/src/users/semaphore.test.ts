import { expect, it } from "vitest";
import { createSemaphore } from "./semaphore.ts";

/** Work that ends when told, and tells when it has begun. */
function pieces(count: number, concurrency: number) {
  const limit = createSemaphore(concurrency);
  const begun: number[] = [];
  const all = Array.from({ length: count }, (_, i) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const result = limit(() => {
      begun.push(i);
      return promise;
    });
    return { result, finish: () => resolve(i), fail: reject };
  });
  return { all, begun, limit };
}

it("runs as many at a time as it is told, the rest in the order they came", async () => {
  const { all, begun } = pieces(5, 2);
  expect(begun).toEqual([0, 1]);
  all[1]?.finish();
  expect(await all[1]?.result).toBe(1);
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  all[0]?.finish();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  for (const each of all) each.finish();
  expect(await Promise.all(all.map(({ result }) => result))).toEqual([0, 1, 2, 3, 4]);
});

it("gives the place of work that failed to the next", async () => {
  const { all, begun } = pieces(2, 1);
  const fault = new Error("broken");
  all[0]?.fail(fault);
  await expect(all[0]?.result).rejects.toBe(fault);
  await expect.poll(() => begun).toEqual([0, 1]);
  all[1]?.finish();
  expect(await all[1]?.result).toBe(1);
});

it("has all its places again once everything is done", async () => {
  const { all, limit } = pieces(4, 2);
  for (const each of all) each.finish();
  await Promise.all(all.map(({ result }) => result));
  let running = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 6 }, () =>
      limit(async () => {
        running += 1;
        most = Math.max(most, running);
        await null;
        running -= 1;
      }),
    ),
  );
  expect(most).toBe(2);
});
