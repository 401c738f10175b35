import type { Failure } from "./injected-error.ts";

/** What shall happen to a call. */
export interface PlannedFault {
  /** How long it waits on the test's clock before anything else, in milliseconds. */
  readonly delayMs?: number;
  /** How it fails; `undefined` if it does not. */
  readonly failure?: Failure;
  /** How many response messages are sent before it fails; `undefined` if it fails before its handler is called. */
  readonly afterMessages?: number;
}

/** The faults that wait for their calls, by the name of the RPC. */
export interface PlannedFaults {
  /** Adds a fault for the next calls that have none yet. */
  plan(method: string, fault: PlannedFault, times: number): void;
  /** The fault for a call that begins now. */
  take(method: string): PlannedFault | undefined;
  clear(): void;
}

/** Makes a {@link PlannedFaults} with nothing in it. */
export function createPlannedFaults(): PlannedFaults {
  const waiting = new Map<string, { readonly fault: PlannedFault; times: number }[]>();
  return {
    plan(method, fault, times) {
      if (!(times >= 1)) throw new RangeError("A fault happens at least once");
      const faults = waiting.get(method) ?? [];
      waiting.set(method, [...faults, { fault, times }]);
    },
    take(method) {
      const faults = waiting.get(method);
      const first = faults?.[0];
      if (faults === undefined || first === undefined) return undefined;
      first.times -= 1;
      if (first.times === 0) faults.shift();
      return first.fault;
    },
    clear: () => waiting.clear(),
  };
}
