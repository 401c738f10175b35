import { expect, it, vi } from "vitest";
import { closeIterator, pump } from "./pump.ts";

const never = new Promise<void>(() => {});
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function* numbers(count: number) {
  for (let i = 0; i < count; i += 1) yield i;
}

it("writes everything in order and tells that the source has ended", async () => {
  const written: number[] = [];
  const write = (n: number) => void written.push(n);
  expect(await pump(numbers(3), write as () => undefined, never)).toBe(true);
  expect(written).toEqual([0, 1, 2]);
});

it("takes no more from the source until there is room", async () => {
  const written: number[] = [];
  const room = Promise.withResolvers<void>();
  const pumped = pump(
    numbers(3),
    (n) => {
      written.push(n);
      return n === 1 ? room.promise : undefined;
    },
    never,
  );
  await turn();
  expect(written).toEqual([0, 1]);
  room.resolve();
  expect(await pumped).toBe(true);
  expect(written).toEqual([0, 1, 2]);
});

it("fails as the source does, and does not close what has failed", async () => {
  const fault = new Error("broken source");
  const closed = vi.fn(async () => ({ done: true as const, value: undefined }));
  const stop = Promise.withResolvers<void>();
  const source = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(fault), return: closed }),
  };
  await expect(pump(source, () => undefined, stop.promise)).rejects.toBe(fault);
  stop.resolve();
  await turn();
  expect(closed).not.toHaveBeenCalled();
});

it("closes the source once when stopped, does not wait for it, and writes nothing more", async () => {
  const next = Promise.withResolvers<IteratorResult<number, undefined>>();
  const closed = vi.fn(() => new Promise<IteratorResult<number, undefined>>(() => {}));
  const source = {
    [Symbol.asyncIterator]: () => ({ next: () => next.promise, return: closed }),
  };
  const write = vi.fn(() => undefined);
  const stop = Promise.withResolvers<void>();
  const pumped = pump(source, write, stop.promise);
  stop.resolve();
  expect(await pumped).toBe(false);
  next.resolve({ done: false, value: 1 });
  await turn();
  expect(write).not.toHaveBeenCalled();
  expect(closed).toHaveBeenCalledOnce();
});

it("asks a source no further that was stopped while there was no room", async () => {
  const asked = vi.fn(async () => ({ done: false as const, value: 1 }));
  const room = Promise.withResolvers<void>();
  const source = { [Symbol.asyncIterator]: () => ({ next: asked }) };
  const stop = Promise.withResolvers<void>();
  const pumped = pump(source, () => room.promise, stop.promise);
  await turn();
  stop.resolve();
  room.resolve();
  expect(await pumped).toBe(false);
  await turn();
  expect(asked).toHaveBeenCalledOnce();
});

it("does not close a source that has ended by itself", async () => {
  const closed = vi.fn(async () => ({ done: true as const, value: undefined }));
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: true as const, value: undefined }),
      return: closed,
    }),
  };
  const stop = Promise.withResolvers<void>();
  expect(await pump(source, () => undefined, stop.promise)).toBe(true);
  stop.resolve();
  await turn();
  expect(closed).not.toHaveBeenCalled();
});

it("lets an iterator fail or lack a way to be closed", async () => {
  const next = () => new Promise<never>(() => {});
  closeIterator({ next });
  closeIterator({ next, return: () => Promise.reject(new Error("while winding up")) });
  // A rejection that nobody handles would fail the run.
  await turn();
});
