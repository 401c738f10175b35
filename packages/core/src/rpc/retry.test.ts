import { expect, it } from "vitest";
import { isTransient, retryDelayMs } from "./retry.ts";
import { ServiceError, statusNumbers } from "./service-error.ts";

const unavailable = (retryAfterMs?: number) =>
  new ServiceError("UNAVAILABLE", "Gone", retryAfterMs === undefined ? {} : { retryAfterMs });

it("waits half to all of its pause, after what the server asks for", () => {
  for (let i = 0; i < 100; i += 1) {
    expect(retryDelayMs(unavailable(), 100)).toBeGreaterThanOrEqual(50);
    expect(retryDelayMs(unavailable(), 100)).toBeLessThan(100);
    expect(retryDelayMs(unavailable(2_000), 100)).toBeGreaterThanOrEqual(2_050);
    expect(retryDelayMs(unavailable(2_000), 100)).toBeLessThan(2_100);
  }
});

it("asks no timer for longer than timers go, whatever a server asks for", () => {
  expect(retryDelayMs(unavailable(Number.MAX_SAFE_INTEGER), 100)).toBe(2 ** 31 - 1);
});

it("takes what is the call's own for what lasts", () => {
  const codes = Object.keys(statusNumbers) as (keyof typeof statusNumbers)[];
  const lasting = codes.filter((code) => !isTransient(new ServiceError(code, "")));
  expect(lasting.sort()).toEqual([
    "ALREADY_EXISTS",
    "DATA_LOSS",
    "FAILED_PRECONDITION",
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "OUT_OF_RANGE",
    "PERMISSION_DENIED",
    "UNAUTHENTICATED",
    "UNIMPLEMENTED",
  ]);
});
