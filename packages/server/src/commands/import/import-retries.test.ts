import { ServiceError } from "@org/user-core";
import { expect, it, vi } from "vitest";
import { createRetrying } from "../retrying.ts";
import {
  pieces,
  refusing,
  rowsTo,
  run,
  startService,
  totalOf,
  unavailable,
} from "./imports.fixture.ts";

it("goes on by itself when the service is back, with nobody twice", async () => {
  const users = startService(refusing(unavailable, 2, 3));
  const onRetry = vi.fn();
  const result = await run(users, pieces(rowsTo(2_000)), { onRetry });
  expect(result).toMatchObject({ imported: 2_000, failed: 0 });
  expect(onRetry.mock.calls.map(([error]) => error)).toEqual([unavailable, unavailable]);
  expect(await totalOf(users)).toBe(2_000);
});

it("reads nothing for a service that is not there", async () => {
  const users = startService(refusing(unavailable, 0));
  let read = 0;
  async function* rows() {
    read += 1;
    yield rowsTo(1);
  }
  await expect(run(users, rows())).rejects.toBe(unavailable);
  expect(read).toBe(0);
});

it("gives up at once on a service that was never there, on what lasts, and when patience is over", async () => {
  for (const [error, call, patienceMs] of [
    [unavailable, 0, 60_000],
    [new ServiceError("PERMISSION_DENIED", "No"), 2, 60_000],
    [unavailable, 2, 0],
  ] as const) {
    const users = startService(refusing(error, call));
    const onRetry = vi.fn();
    await expect(run(users, pieces(rowsTo(2_000)), { onRetry, patienceMs })).rejects.toBe(error);
    expect(onRetry).not.toHaveBeenCalled();
    expect(await totalOf(users)).toBe(Math.max(0, call - 1) * 1_000);
  }
});

it("waits for no longer than its patience, whatever the service asks for, and then asks once more", async () => {
  const inAnHour = new ServiceError("UNAVAILABLE", "Gone", { retryAfterMs: 3_600_000 });
  const users = startService(refusing(inAnHour, 2));
  const onRetry = vi.fn();
  const result = await run(users, pieces(rowsTo(2_000)), { onRetry, patienceMs: 100 });
  expect(result).toMatchObject({ imported: 2_000, failed: 0 });
  expect(onRetry.mock.calls[0]?.[1]).toBeLessThanOrEqual(100);
});

it("has all its patience for a service that goes away after a long time without rows", async () => {
  const { signal } = new AbortController();
  const onRetry = vi.fn();
  const retrying = createRetrying({ patienceMs: 60_000, firstPauseMs: 1, signal, onRetry });
  await retrying(async () => {});
  const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 3_600_000);
  const call = vi.fn(async () => "done").mockRejectedValueOnce(unavailable);
  expect(await retrying(call)).toBe("done");
  expect(onRetry).toHaveBeenCalledOnce();
  clock.mockRestore();
});
