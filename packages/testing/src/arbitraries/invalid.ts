import fc from "fast-check";
import { simplestFirst } from "./simplest-first.ts";

/** A value that the service refuses. */
export interface Invalid<T> {
  readonly value: T;
  /** What is wrong with it, for a person. */
  readonly why: string;
}

/** Invalid values by what is wrong with them. A failure shrinks towards the first kind. */
export function invalidBy<T>(
  kinds: Readonly<Record<string, fc.Arbitrary<T>>>,
): fc.Arbitrary<Invalid<T>> {
  return simplestFirst(
    ...Object.entries(kinds).map(([why, values]) => values.map((value) => ({ value, why }))),
  );
}

/** A request that is answered with INVALID_ARGUMENT, for one field alone. */
export interface InvalidRequest<T> {
  readonly request: T;
  /** The path in the violation: `user.email`. */
  readonly field: string;
  /** What is wrong with the field, for a person. */
  readonly why: string;
}

/** One thing to do wrong. */
export interface Fault<T> {
  readonly field: string;
  readonly why: string;
  /** The request with the fault. */
  readonly applyTo: (request: T) => T;
}

/** Faults that put an invalid value into a field. */
export function faultsOf<T, V>(
  field: string,
  values: fc.Arbitrary<Invalid<V>>,
  put: (value: V) => Partial<NoInfer<T>>,
): fc.Arbitrary<Fault<T>> {
  return values.map(({ value, why }) => ({
    field,
    why,
    applyTo: (request) => ({ ...request, ...put(value) }),
  }));
}

/** Valid requests with one fault each. */
export function withFault<T>(
  valid: fc.Arbitrary<T>,
  ...faults: readonly fc.Arbitrary<Fault<T>>[]
): fc.Arbitrary<InvalidRequest<T>> {
  return fc
    .record({ request: valid, fault: simplestFirst(...faults) })
    .map(({ request, fault }) => ({
      request: fault.applyTo(request),
      field: fault.field,
      why: fault.why,
    }));
}
