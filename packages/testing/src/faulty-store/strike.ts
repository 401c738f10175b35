import { ServiceError } from "@org/user-core";
import type { Fault, FaultKind } from "./fault.ts";
import type { Hold } from "./hold.ts";

/** Makes one call of an operation go wrong as a fault says. */
export function strike<R>(fault: Fault, run: () => Promise<R>, hold: Hold): Promise<R> {
  return strikes[fault.kind]({ run, hold, error: fault.error ?? outOfReach() });
}

interface Struck<R> {
  readonly run: () => Promise<R>;
  readonly hold: Hold;
  readonly error: unknown;
}

const strikes: Record<FaultKind, <R>(struck: Struck<R>) => Promise<R>> = {
  async fails({ error }) {
    throw error;
  },
  async half_answers({ run, error }) {
    await run();
    throw error;
  },
  async stalls({ hold, error }) {
    await hold.wait();
    throw error;
  },
  async delays({ run, hold }) {
    await hold.wait();
    return run();
  },
  async answers_less({ run }) {
    const answer = await run();
    return broken(Array.isArray(answer) ? answer.slice(0, -1) : undefined);
  },
  async answers_holes({ run }) {
    const answer = await run();
    return broken(Array.isArray(answer) ? answer.map(() => undefined) : undefined);
  },
  async answers_nothing({ run }) {
    await run();
    return broken(undefined);
  },
};

/** The one place where a type lies: what a store answers that breaks its promise. */
function broken<R>(answer: unknown): R {
  return answer as R;
}

function outOfReach(): ServiceError {
  return new ServiceError("UNAVAILABLE", "The store is out of reach", {
    reason: "STORE_UNAVAILABLE",
    retryAfterMs: 100,
  });
}
