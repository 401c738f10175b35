import type { ServiceError, StatusCode } from "./service-error.ts";

const transient = new Set<StatusCode>([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "ABORTED",
  "CANCELLED",
  "UNKNOWN",
  "INTERNAL",
]);

/**
 * Whether another try may mend what a call failed with: it is of the server, of the
 * way to it or of the time that the call was given, and not of the call. Whether the
 * call may be made twice is for its caller to know.
 */
export function isTransient({ code }: ServiceError): boolean {
  return transient.has(code);
}

// Longer timers overflow to 1 ms: https://nodejs.org/api/timers.html
const longestTimerMs = 2 ** 31 - 1;

/**
 * How long to wait before another try, in milliseconds: as the server asks, and half
 * to all of the pause, so that all who lost one server do not come back in step.
 */
export function retryDelayMs({ retryAfterMs = 0 }: ServiceError, pauseMs: number): number {
  return Math.min(retryAfterMs + pauseMs * (0.5 + Math.random() / 2), longestTimerMs);
}
