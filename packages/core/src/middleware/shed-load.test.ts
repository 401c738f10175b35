import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { type LoadShedding, shedLoad } from "./shed-load.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "setTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** What becomes of calls that arrive while the event loop is busy. */
function serverOf(options: LoadShedding = {}) {
  const shed = shedLoad({ turnBudgetMs: 20, leastPerTurn: 1, patienceMs: 100, ...options });
  const admit = (peer = "flooder") => shed(UserService.method.getUser, { peer });
  let clock = performance.now();
  const work = (ms: number) => {
    clock += ms;
    vi.spyOn(performance, "now").mockReturnValue(clock);
  };
  const call = (peer?: string) => admit(peer)?.reason ?? "taken";
  // A process that has been up for a while.
  work(5_000);
  return {
    admit,
    work,
    call,
    /** A turn that finds so many calls, each of which takes 10 ms. Tells how many were taken. */
    turn(calls: number): number {
      let taken = 0;
      for (let i = 0; i < calls; i += 1) {
        if (call() === "taken") taken += 1;
        work(10);
      }
      vi.runAllTimers();
      return taken;
    },
  };
}

it("takes a burst whole, and what comes after it", () => {
  const server = serverOf();
  expect([server.turn(50), server.turn(2), server.turn(50)]).toEqual([50, 2, 50]);
});

it("when turns are long one after the other, takes what each finds within its budget and refuses the rest", () => {
  const server = serverOf();
  expect([server.turn(4), server.turn(4), server.turn(4), server.turn(8)]).toEqual([4, 4, 4, 3]);
});

it("takes the first calls of a connection when it refuses more of another, but not for ever", () => {
  const server = serverOf();
  for (let i = 0; i < 4; i += 1) server.turn(4);
  const callers = ["a", "b", "a", "b", "b", "c", "c", "d"];
  const taken = callers.map((caller) => {
    const outcome = server.call(caller);
    server.work(10);
    return outcome === "taken";
  });
  expect(taken).toEqual([true, true, true, false, false, true, false, true]);
  server.work(2_000);
  expect(server.call("e")).toBe("OVERLOADED");
});

it("takes the first calls of a connection in each turn anew, and for a hundred times the budget", () => {
  const server = serverOf();
  for (let i = 0; i < 4; i += 1) server.turn(4);
  for (let i = 0; i < 2; i += 1) {
    const outcomes = ["a", "a", "a", "a", "b", "b"].map((caller) => {
      const outcome = server.call(caller);
      server.work(10);
      return outcome;
    });
    const expected = ["taken", "taken", "taken", "OVERLOADED", "taken", "OVERLOADED"];
    expect(outcomes).toEqual(expected);
    vi.runAllTimers();
  }
  server.call("a");
  server.work(2_000);
  expect(server.call("c")).toBe("taken");
  server.work(1);
  expect(server.call("d")).toBe("OVERLOADED");
});

it("refuses nobody in turns of a few calls, however long: it is the machine that is busy", () => {
  const server = serverOf({ leastPerTurn: 8 });
  for (let i = 0; i < 5; i += 1) expect(server.turn(7)).toBe(7);
  expect([server.turn(12), server.turn(12), server.turn(12)]).toEqual([12, 8, 8]);
  for (const caller of ["a", "b", "c"]) {
    expect(server.call(caller)).toBe("taken");
    server.work(3_000);
  }
});

it("takes all again after a turn within the budget", () => {
  const server = serverOf();
  for (let i = 0; i < 4; i += 1) server.turn(8);
  expect([server.turn(2), server.turn(8)]).toEqual([2, 8]);
});

it("takes all again after a pause", () => {
  const server = serverOf();
  for (let i = 0; i < 4; i += 1) server.turn(8);
  server.work(20);
  expect(server.turn(8)).toBe(3);
  server.work(21);
  expect(server.turn(8)).toBe(8);
});

it("tells of each long turn of an overloaded process, with the calls it found, and of no other", () => {
  const onOverload = vi.fn();
  const server = serverOf({ onOverload });
  for (let i = 0; i < 2; i += 1) server.turn(5);
  expect(onOverload).not.toHaveBeenCalled();
  for (let i = 0; i < 2; i += 1) server.turn(4);
  expect(onOverload.mock.calls).toEqual([[4], [4]]);
  server.turn(2);
  expect(onOverload).toHaveBeenCalledTimes(2);
});

it("refuses with RESOURCE_EXHAUSTED and when to try again, the same each time, and has it counted", () => {
  const onRefused = vi.fn();
  const server = serverOf({ onRefused });
  for (let i = 0; i < 4; i += 1) server.turn(4);
  onRefused.mockClear();
  for (let i = 0; i < 3; i += 1) {
    server.call();
    server.work(10);
  }
  const refusal = server.admit();
  expect(refusal).toMatchObject({
    code: "RESOURCE_EXHAUSTED",
    reason: "OVERLOADED",
    message: "The server is busy",
    retryAfterMs: 100,
  });
  expect(server.admit()).toBe(refusal);
  expect(onRefused).toHaveBeenCalledTimes(2);
});
