import { inspect } from "node:util";
import { isServiceError, type ServiceError, type StatusCode } from "@org/user-core";
import { expect } from "vitest";
import type { Attempt } from "./attempt.ts";
import { canary, storeError, type Verdict } from "./walked-faults.ts";

/** Fails unless a call came to what it must. */
export function judge(attempt: Attempt, healthy: readonly unknown[], verdict: Verdict): void {
  // Before an error, some of it: never a wrong message.
  expect(attempt.answers, "answers").toEqual(healthy.slice(0, attempt.answers.length));
  expect(attempt.metadata, "headers and trailers").not.toContain(canary);
  if (verdict === "right" || (verdict === "internal or right" && attempt.error === undefined)) {
    expect(attempt.error, "error").toBeUndefined();
    expect(attempt.answers, "answers").toEqual(healthy);
    return;
  }
  const { error } = attempt;
  if (error === undefined) expect.fail(`no error, but ${inspect(attempt.answers)}`);
  if (!isServiceError(error)) throw error;
  if (verdict === "store error") expect(factsOf(error)).toEqual(factsOf(storeError));
  else if (verdict === "internal" || verdict === "internal or right") expectInternal(error);
  else expect(error).toMatchObject({ code: verdict, reason: verdict });
}

/** The code of an error, or `undefined` if it is no `ServiceError`. */
export function codeOf(error: unknown): StatusCode | undefined {
  return isServiceError(error) ? error.code : undefined;
}

function factsOf(error: ServiceError) {
  const { code, message, reason, domain, metadata, fieldViolations, retryAfterMs } = error;
  return { code, message, reason, domain, metadata, fieldViolations, retryAfterMs };
}

function expectInternal(error: ServiceError): void {
  expect(factsOf(error)).toEqual({
    code: "INTERNAL",
    message: "Internal error",
    reason: "INTERNAL",
    domain: "userservice",
    metadata: {},
    fieldViolations: [],
    retryAfterMs: undefined,
  });
  expect(error.requestId, "request id").toMatch(/^[0-9a-f-]{36}$/);
  // In process the cause is there, for logs.
  const sent = { ...error, stack: error.stack, cause: undefined };
  expect(inspect(sent, { depth: 9 })).not.toContain(canary);
}
