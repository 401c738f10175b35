import { expect, it } from "vitest";
import { createSemaphore, type SemaphoreOptions } from "./semaphore.ts";

/** Work that ends when told, and tells when it has begun. */
function start(options: SemaphoreOptions) {
  const limit = createSemaphore(options);
  const begun: string[] = [];
  function piece(name: string, signal?: AbortSignal) {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const result = limit(() => {
      begun.push(name);
      return promise;
    }, signal);
    return { result, finish: () => resolve(name), fail: reject };
  }
  return { begun, piece };
}

const overloaded = {
  code: "RESOURCE_EXHAUSTED",
  reason: "OVERLOADED",
  message: "Too many passwords to hash",
  retryAfterMs: expect.any(Number),
};

it("runs as many at a time as it is told, the rest in the order they came", async () => {
  const { begun, piece } = start({ concurrency: 2 });
  const all = ["a", "b", "c", "d", "e"].map((name) => piece(name));
  expect(begun).toEqual(["a", "b"]);
  all[1]?.finish();
  expect(await all[1]?.result).toBe("b");
  await expect.poll(() => begun).toEqual(["a", "b", "c"]);
  all[0]?.finish();
  await expect.poll(() => begun).toEqual(["a", "b", "c", "d"]);
  for (const each of all) each.finish();
  const results = await Promise.all(all.map(({ result }) => result));
  expect(results).toEqual(["a", "b", "c", "d", "e"]);
});

it("gives the place of work that failed to the next", async () => {
  const { begun, piece } = start({ concurrency: 1 });
  const [first, second] = [piece("a"), piece("b")];
  const fault = new Error("broken");
  first.fail(fault);
  await expect(first.result).rejects.toBe(fault);
  await expect.poll(() => begun).toEqual(["a", "b"]);
  second.finish();
  expect(await second.result).toBe("b");
});

it("has all its places again once everything is done", async () => {
  const limit = createSemaphore({ concurrency: 2 });
  await Promise.all(Array.from({ length: 4 }, () => limit(async () => {})));
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await null;
    running -= 1;
  };
  await Promise.all(Array.from({ length: 6 }, () => limit(work)));
  expect(most).toBe(2);
});

it("refuses what would wait beyond its limit, at once, and only as long as the line is full", async () => {
  const { begun, piece } = start({ concurrency: 1, maxWaiting: 2 });
  const all = [piece("a"), piece("b"), piece("c")];
  await expect(piece("d").result).rejects.toMatchObject(overloaded);
  expect(begun).toEqual(["a"]);
  all[0]?.finish();
  await expect.poll(() => begun).toEqual(["a", "b"]);
  const late = piece("e");
  for (const each of [...all, late]) each.finish();
  expect(await late.result).toBe("e");
  expect(begun).toEqual(["a", "b", "c", "e"]);
});

it("lets 64 wait unless it is told otherwise, and none if it is told so", async () => {
  const usual = start({ concurrency: 1 });
  const all = Array.from({ length: 65 }, (_, i) => usual.piece(String(i)));
  await expect(usual.piece("65").result).rejects.toMatchObject(overloaded);
  for (const each of all) each.finish();
  await Promise.all(all.map(({ result }) => result));
  const none = start({ concurrency: 1, maxWaiting: 0 });
  const one = none.piece("a");
  await expect(none.piece("b").result).rejects.toMatchObject(overloaded);
  one.finish();
  await one.result;
});

it("takes work out of the line whose signal aborts, and gives its place there to others", async () => {
  const { begun, piece } = start({ concurrency: 1, maxWaiting: 1 });
  const leaving = new AbortController();
  const [first, second] = [piece("a"), piece("b", leaving.signal)];
  leaving.abort(new Error("gone"));
  await expect(second.result).rejects.toThrow("gone");
  const third = piece("c");
  await expect(piece("d", leaving.signal).result).rejects.toThrow("gone");
  first.finish();
  third.finish();
  expect(await third.result).toBe("c");
  expect(begun).toEqual(["a", "c"]);
});

it("lets work end that has begun when its signal aborts", async () => {
  const { begun, piece } = start({ concurrency: 1 });
  const leaving = new AbortController();
  const [first, second] = [piece("a"), piece("b", leaving.signal)];
  first.finish();
  await expect.poll(() => begun).toEqual(["a", "b"]);
  leaving.abort();
  second.finish();
  expect(await second.result).toBe("b");
});

it("lets callers take turns: who has much work does not make others wait for all of it", async () => {
  const { begun, piece } = start({ concurrency: 1 });
  const { signal } = new AbortController();
  const batch = ["b1", "b2", "b3", "b4"].map((name) => piece(name, signal));
  const others = [piece("x"), piece("y")];
  for (const each of [...batch, ...others]) each.finish();
  await Promise.all([...batch, ...others].map(({ result }) => result));
  expect(begun).toEqual(["b1", "b2", "x", "y", "b3", "b4"]);
});

it.each([0, -1, Number.NaN])("refuses to be made for %d at a time", (concurrency) => {
  const error = new RangeError("concurrency must be 1 or more");
  expect(() => createSemaphore({ concurrency })).toThrow(error);
});
