import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { narrowConnections } from "./narrow-connections.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

function start() {
  const told: number[] = [];
  return { told, ...narrowConnections({ limitStreams: (most) => void told.push(most) }) };
}

it("narrows connections to a quarter, and again as long as the server is overloaded, but never shuts them", () => {
  const { told, overloaded } = start();
  for (let i = 0; i < 3; i += 1) {
    overloaded(128);
    vi.advanceTimersByTime(200);
  }
  expect(told).toEqual([25, 8, 8]);
});

it("waits until what it said can have been heard", () => {
  const { told, overloaded } = start();
  overloaded(128);
  vi.advanceTimersByTime(199);
  overloaded(128);
  expect(told).toEqual([25]);
  vi.advanceTimersByTime(1);
  overloaded(128);
  expect(told).toEqual([25, 8]);
});

it("widens them step by step when there is no overload any more, and then lets them be", () => {
  const { told, overloaded } = start();
  overloaded(128);
  vi.advanceTimersByTime(4_999);
  expect(told).toEqual([25]);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([25, 50, 100]);
  expect(vi.getTimerCount()).toBe(0);
});

it("does not widen them while there is", () => {
  const { told, overloaded } = start();
  overloaded(128);
  vi.advanceTimersByTime(4_999);
  overloaded(128);
  vi.advanceTimersByTime(4_999);
  expect(told).toEqual([25, 8]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([25, 8, 16]);
});

it("does not narrow them for a few calls, which wait for something else than each other", () => {
  const { told, overloaded } = start();
  overloaded(127);
  expect(told).toEqual([]);
});
