import { availableParallelism } from "node:os";

/**
 * The threads of libuv's pool: `UV_THREADPOOL_SIZE`, 4 by default
 * (https://docs.libuv.org/en/v1.x/threadpool.html). Hashes run there, as do
 * file I/O, DNS look-ups and zlib.
 */
export function threadPoolSize({ UV_THREADPOOL_SIZE: size }: NodeJS.ProcessEnv): number {
  if (size === undefined) return 4;
  return Math.min(Math.max(Number.parseInt(size, 10) || 1, 1), 1_024);
}

/**
 * How many hashes to make at a time: one for each core but one, which is the event loop's, and a
 * thread is left for everything else.
 */
export function defaultConcurrency(
  cores: number = availableParallelism(),
  env: NodeJS.ProcessEnv = process.env,
): number {
  return Math.max(1, Math.min(cores, threadPoolSize(env)) - 1);
}
