import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HealthCheckResponse_ServingStatus as ServingStatus } from "../gen/health/v1/health_pb.ts";
import { createDrain } from "../middleware/drain.ts";
import { forever, settled, startHealth } from "./start-health.fixture.ts";

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = ServingStatus;
const ended = { code: "UNAVAILABLE", reason: "SHUTTING_DOWN" };

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
  const after = watch();
  expect(await after.next()).toBe(NOT_SERVING);
  for (const each of [...watches, late, after]) {
    await expect(each.next()).rejects.toMatchObject(ended);
  }
});

it("every Watch goes on during the delay of a drain, and then ends as others do, that of an unknown service too", async () => {
  const drain = createDrain();
  const { watch } = startHealth({ drain });
  const [known, unknown] = [watch(), watch("nobody")];
  expect([await known.next(), await unknown.next()]).toEqual([SERVING, SERVICE_UNKNOWN]);
  const drained = drain.drain({ delayMs: 5_000 });
  expect(await known.next()).toBe(NOT_SERVING);
  const nexts = [known.next(), unknown.next()];
  const ends = nexts.map((next) => expect(next).rejects.toMatchObject(ended));
  await vi.advanceTimersByTimeAsync(4_999);
  expect(await settled(Promise.race(nexts))).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await Promise.all(ends);
  await drained;
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
