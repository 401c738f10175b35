import type { DescMethod } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";
import {
  type CallOptions,
  callCancelled,
  deadlineExceeded,
  isServiceError,
  type ServiceError,
} from "@org/user-core";
import { isRefusedStream } from "./status.ts";

const firstDelayMs = 50;
const longestDelayMs = 1_000;

/**
 * Tries a call again that failed with UNAVAILABLE, within its one deadline, as the
 * gRPC client does: one without side effects, or one that no server has begun.
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
      const again = isUnavailable(error) && (safe || wasNotBegun(error));
      if (!again || tries >= maxAttempts) throw error;
      await delay(Math.random() * delayMs(tries), deadline, signal);
    }
  }
}

function isUnavailable(error: unknown): error is ServiceError {
  return isServiceError(error) && error.code === "UNAVAILABLE";
}

/** Whether a call certainly had no effect: there was no connection to send it by, or the server refused its stream. */
function wasNotBegun({ cause }: ServiceError): boolean {
  if (!(cause instanceof ConnectError)) return false;
  return wasNotConnected(cause.cause) || isRefusedStream(cause);
}

/** Of a name with several addresses, as `localhost` often has, Node tells what came of each. */
function wasNotConnected(socket: unknown): boolean {
  if (socket instanceof AggregateError) return socket.errors.every(wasNotConnected);
  return socket instanceof Error && "syscall" in socket && socket.syscall === "connect";
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
