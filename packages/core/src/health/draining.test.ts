import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HealthCheckResponse_ServingStatus as ServingStatus } from "../gen/health/v1/health_pb.ts";
import { createDrain } from "../middleware/drain.ts";
import { forever, settled, startHealth } from "./start-health.fixture.ts";

const { SERVING, NOT_SERVING } = ServingStatus;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("all is NOT_SERVING once draining begins: every Watch at once, even while the store hangs", async () => {
  const drain = createDrain();
  let hangs = false;
  const check = () => (hangs ? forever() : Promise.resolve());
  const { watch, ask, client } = startHealth({ drain, check });
  const watches = [watch(), watch("userservice.UserService")];
  for (const each of watches) expect(await each.next()).toBe(SERVING);
  hangs = true;
  const late = watch();
  const nexts = [...watches, late].map((each) => each.next());
  await vi.advanceTimersByTimeAsync(0);
  await drain.drain();
  expect(await Promise.all(nexts)).toEqual([NOT_SERVING, NOT_SERVING, NOT_SERVING]);
  expect(await ask()).toBe(NOT_SERVING);
  expect((await client.list({})).statuses[""]?.status).toBe(NOT_SERVING);
  const controller = new AbortController();
  const after = watch("", { signal: controller.signal });
  expect(await after.next()).toBe(NOT_SERVING);
  const next = after.next();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await settled(next)).toBe(false);
  controller.abort();
  await expect(next).rejects.toMatchObject({ code: "CANCELLED" });
  await Promise.all([...watches, late].map((each) => each.leave()));
});

it("a Check whose store answers after draining began is NOT_SERVING", async () => {
  const drain = createDrain();
  const { promise, resolve } = Promise.withResolvers<void>();
  const { ask } = startHealth({ drain, check: () => promise });
  const status = ask();
  await vi.advanceTimersByTimeAsync(0);
  await drain.drain({ graceMs: 0 });
  resolve();
  expect(await status).toBe(NOT_SERVING);
});

it("Watch listens to the drain only while somebody watches", async () => {
  const drain = createDrain();
  let listeners = 0;
  const counting = {
    ...drain,
    onDraining(listener: () => void) {
      listeners += 1;
      const stop = drain.onDraining(listener);
      return () => {
        listeners -= 1;
        stop();
      };
    },
  };
  const { watch } = startHealth({ drain: counting });
  const watches = [watch(), watch()];
  for (const each of watches) await each.next();
  expect(listeners).toBe(1);
  await Promise.all(watches.map((each) => each.leave()));
  expect(listeners).toBe(0);
});
