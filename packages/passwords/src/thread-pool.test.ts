import { expect, it } from "vitest";
import { defaultConcurrency, threadPoolSize } from "./thread-pool.ts";

it.each([
  [undefined, 4],
  ["8", 8],
  ["0", 1],
  ["-3", 1],
  ["", 1],
  ["many", 1],
  ["5000", 1_024],
])("reads UV_THREADPOOL_SIZE=%s as libuv does: %i threads", (text, threads) => {
  const env = text === undefined ? {} : { UV_THREADPOOL_SIZE: text };
  expect(threadPoolSize(env)).toBe(threads);
});

it.each([
  [1, undefined, 1],
  [2, undefined, 1],
  [3, undefined, 2],
  [4, undefined, 3],
  [16, undefined, 3],
  [16, "32", 15],
  [1, "32", 1],
  [2, "1", 1],
])("makes at %i cores and UV_THREADPOOL_SIZE=%s %i hashes at a time", (cores, text, count) => {
  const env = text === undefined ? {} : { UV_THREADPOOL_SIZE: text };
  expect(defaultConcurrency(cores, env)).toBe(count);
});
