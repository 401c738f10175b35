import {
  createHealthService,
  createInProcessClient,
  createReadiness,
  Health,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "@org/user-core";
import { expect, it } from "vitest";
import { createFaultyStore } from "../create-faulty-store.ts";
import type { Fault } from "../faulty-store/fault.ts";
import type { ServiceFactory } from "../service-contract/context.ts";
import { canary, storeError } from "./walked-faults.ts";

const { SERVING, NOT_SERVING } = ServingStatus;

const faults: Readonly<Record<string, Fault>> = {
  fails: { kind: "fails", error: storeError },
  "fails in the driver's words": { kind: "fails", error: new Error(canary) },
  "fails after it is done": { kind: "half_answers" },
  stalls: { kind: "stalls" },
  "is delayed": { kind: "delays" },
};

/** What the health service tells of a store whose `check` goes wrong. */
export function healthWalk({ createStore }: ServiceFactory): void {
  it.each(Object.keys(faults))(
    "is NOT_SERVING while check %s, and SERVING afterwards",
    async (what) => {
      const { store, client } = await startHealth(createStore);
      const ask = async () => (await client.check({ service: "" })).status;
      expect(await ask()).toBe(SERVING);
      store.inject(lasting(what));
      expect([await ask(), await ask()]).toEqual([NOT_SERVING, NOT_SERVING]);
      store.inject();
      expect(await ask()).toBe(SERVING);
      // What still hangs comes to its end, and changes nothing.
      store.release();
      expect(await ask()).toBe(SERVING);
      await store.close();
    },
  );

  it.each(Object.keys(faults))("tells those who watch when check %s", async (what) => {
    const { store, client } = await startHealth(createStore);
    const statuses = client.watch({ service: "" })[Symbol.asyncIterator]();
    const next = async () => (await statuses.next()).value?.status;
    expect(await next()).toBe(SERVING);
    store.inject(lasting(what));
    expect(await next()).toBe(NOT_SERVING);
    store.inject();
    expect(await next()).toBe(SERVING);
    await statuses.return?.();
    await store.close();
  });
}

function lasting(what: string): Fault {
  return { kind: "fails", ...faults[what], operation: "check", times: Number.POSITIVE_INFINITY };
}

async function startHealth(createStore: ServiceFactory["createStore"]) {
  const store = createFaultyStore(await createStore());
  const check = () => store.check();
  // One check decides: when is told by the tests of the readiness itself.
  const thresholds = { failureThreshold: 1, successThreshold: 1 };
  const readiness = createReadiness({ check, ...thresholds, checkTimeoutMs: 250, recheckMs: 0 });
  const service = createHealthService({ readiness, services: [], intervalMs: 5 });
  return { store, client: createInProcessClient(Health, [service]) };
}
