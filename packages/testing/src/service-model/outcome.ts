import { isServiceError, type ServiceError } from "@org/user-core";
import { expect } from "vitest";
import type { Failure, Outcome } from "./failures.ts";

/** How a call came out. Rejects if it fails with no `ServiceError`. */
export async function outcomeOf<T>(call: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await call };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return { error: failureOf(error) };
  }
}

/** Fails unless a call came out in every detail as it should. */
export function expectOutcome(actual: Outcome<unknown>, expected: Outcome<unknown>): void {
  const wanted = "value" in expected ? expected : { error: withMessage(expected.error) };
  expect(plain(actual)).toEqual(wanted);
}

function failureOf(error: ServiceError): Failure {
  const { code, reason, message, metadata, fieldViolations, domain, retryAfterMs } = error;
  const fields = fieldViolations
    .map(({ field, description }) => (/\w/.test(description) ? field : `${field}, undescribed`))
    .toSorted();
  return { code, reason, message, metadata, fields, domain, retryAfterMs };
}

function withMessage({ message = expect.stringMatching(/\w/), ...error }: Failure): Failure {
  return { ...error, message };
}

/** The same without the names of message types. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([key]) => key !== "$typeName");
  return Object.fromEntries(fields.map(([key, each]) => [key, plain(each)]));
}
