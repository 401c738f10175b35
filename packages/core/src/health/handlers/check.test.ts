import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HealthCheckResponse_ServingStatus as ServingStatus } from "../../gen/health/v1/health_pb.ts";
import { forever, settled, startHealth } from "../start-health.fixture.ts";

const { SERVING, NOT_SERVING } = ServingStatus;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("Check answers SERVING for the server and for each service while the store can be reached", async () => {
  const { ask } = startHealth();
  for (const name of ["", "userservice.v1.UserService", "userservice.UserService"]) {
    expect(await ask(name)).toBe(SERVING);
  }
});

it("Check answers NOT_SERVING when the store can't be reached, and no word of why", async () => {
  const { client, state } = startHealth();
  state.failure = new Error("password authentication failed for db-7");
  const response = await client.check({});
  expect(response).toEqual({
    $typeName: "grpc.health.v1.HealthCheckResponse",
    status: NOT_SERVING,
  });
});

it("Check answers NOT_SERVING when the check throws instead of rejecting", async () => {
  const { ask } = startHealth({
    check: () => {
      throw new Error("no store");
    },
  });
  expect(await ask()).toBe(NOT_SERVING);
});

it("Check fails with NOT_FOUND for a service it does not know", async () => {
  const { ask, state } = startHealth();
  await expect(ask("other.Service")).rejects.toMatchObject({
    code: "NOT_FOUND",
    reason: "SERVICE_UNKNOWN",
  });
  expect(state.checks).toBe(0);
});

it("Check answers NOT_SERVING when the store hangs, and asks it anew the next time", async () => {
  let hangs = true;
  const check = () => (hangs ? forever() : Promise.resolve());
  const { ask } = startHealth({ check, checkTimeoutMs: 300 });
  const status = ask();
  await vi.advanceTimersByTimeAsync(299);
  expect(await settled(status)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await status).toBe(NOT_SERVING);
  hangs = false;
  expect(await ask()).toBe(SERVING);
});

it("Checks that come while one runs share it", async () => {
  const { ask, state } = startHealth();
  expect(await Promise.all(Array.from({ length: 100 }, () => ask()))).toEqual(
    Array.from({ length: 100 }, () => SERVING),
  );
  expect(state.checks).toBe(1);
  await ask();
  expect(state.checks).toBe(2);
});
