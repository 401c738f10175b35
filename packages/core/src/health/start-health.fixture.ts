import { vi } from "vitest";
import { Health, type HealthCheckResponse } from "../gen/health/v1/health_pb.ts";
import type { Call } from "../rpc/call.ts";
import type { CallOptions } from "../rpc/client.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { createMemoryStore } from "../users/memory-store.ts";
import { createUserService } from "../users/user-service.ts";
import { createHealthService, type HealthServiceOptions } from "./health-service.ts";
import { createReadiness, type ReadinessOptions } from "./readiness.ts";

const { services } = createUserService({ store: createMemoryStore() });

type StartOptions = Partial<Omit<HealthServiceOptions, "readiness"> & ReadinessOptions>;

/** A health service over a check that can be switched and decides alone, and its client. */
export function startHealth({ intervalMs, services: told, ...options }: StartOptions = {}) {
  const state = { failure: undefined as unknown, checks: 0 };
  const calls: Call[] = [];
  const check = async () => {
    state.checks += 1;
    if (state.failure !== undefined) throw state.failure;
  };
  const remember: HealthServiceOptions["middleware"] = [
    (call, proceed) => {
      calls.push(call);
      return proceed();
    },
  ];
  const alone = { failureThreshold: 1, successThreshold: 1, recheckMs: 0 };
  const readiness = createReadiness({ check, ...alone, ...options });
  const service = createHealthService({
    ...{ readiness, services: told ?? services, middleware: remember },
    ...(intervalMs !== undefined && { intervalMs }),
  });
  const client = createInProcessClient(Health, [service], { unaryTimeoutMs: 60_000 });
  const watch = (service = "", callOptions: CallOptions = {}) =>
    statusesOf(client.watch({ service }, callOptions));
  const ask = async (service = "") => (await client.check({ service })).status;
  return { state, calls, client, readiness, watch, ask };
}

/** The statuses of a Watch, one by one. */
function statusesOf(responses: AsyncIterable<HealthCheckResponse>) {
  const iterator = responses[Symbol.asyncIterator]();
  return {
    next: async () => (await iterator.next()).value?.status,
    leave: async () => void (await iterator.return?.()),
  };
}

/** Whether a promise has settled by now, as far as timers that are due go. */
export async function settled(promise: Promise<unknown>): Promise<boolean> {
  const settle = vi.fn();
  promise.then(settle, settle);
  await vi.advanceTimersByTimeAsync(0);
  return settle.mock.calls.length > 0;
}

/** A store that hangs. */
export const forever = () => new Promise<never>(() => {});
