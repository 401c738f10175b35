import type { DescMethod } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { type CallOptions, callCancelled, deadlineExceeded, isServiceError } from "@org/user-core";

const firstDelayMs = 50;
const longestDelayMs = 1_000;

/**
 * Tries a call again that has no side effects and failed with UNAVAILABLE, within
 * its one deadline, as the gRPC client does.
 *
 * Source: https://github.com/grpc/proposal/blob/master/A6-client-retries.md
 */
export async function withRetries<T>(
  method: DescMethod,
  maxAttempts: number,
  options: CallOptions,
  attempt: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const safe = method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  const { timeoutMs = Number.POSITIVE_INFINITY, signal } = options;
  const deadline = performance.now() + timeoutMs;
  for (let tries = 1; ; tries += 1) {
    const remainingMs = deadline - performance.now();
    try {
      return await attempt(tries === 1 ? options : { ...options, timeoutMs: remainingMs });
    } catch (error) {
      const again = safe && tries < maxAttempts && isUnavailable(error);
      if (!again) throw error;
      await delay(Math.random() * delayMs(tries), deadline, signal);
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return isServiceError(error) && error.code === "UNAVAILABLE";
}

function delayMs(tries: number): number {
  return Math.min(firstDelayMs * 2 ** (tries - 1), longestDelayMs);
}

function delay(ms: number, deadline: number, signal: AbortSignal | undefined): Promise<void> {
  const remainingMs = deadline - performance.now();
  return new Promise((resolve, reject) => {
    const cancel = () => {
      clearTimeout(timer);
      reject(callCancelled());
    };
    const wake = () => {
      signal?.removeEventListener("abort", cancel);
      if (ms < remainingMs) resolve();
      else reject(deadlineExceeded());
    };
    const timer = setTimeout(wake, Math.min(ms, Math.max(0, remainingMs)));
    signal?.addEventListener("abort", cancel, { once: true });
  });
}
