import { expect } from "vitest";
import type { StoreOperation } from "../faulty-store/fault.ts";
import { type Attempt, attemptCall, type Calling, conducts, untilOver } from "./attempt.ts";
import type { Healthy, Point } from "./healthy.ts";
import { codeOf, judge } from "./judge.ts";
import type { WalkedCall } from "./walked-call.ts";
import type { Verdict, WalkedFault } from "./walked-faults.ts";
import type { World } from "./world.ts";
import type { Worlds } from "./worlds.ts";

/** What one walk is about. */
export interface Walk {
  readonly call: WalkedCall;
  readonly point: Point;
  readonly fault: WalkedFault;
  /** How the call goes without the fault. */
  readonly healthy: Healthy;
}

/** On an idle machine, long enough to come to the fault. */
const shortMs = 30;

/** Makes a call with a fault at one point, and looks at everything afterwards. */
export async function walk(worlds: Worlds, what: Walk): Promise<void> {
  // On a busy one a deadline may pass before.
  for (let hurryMs = shortMs; !(await walkWithin(hurryMs, worlds, what)); hurryMs *= 4);
}

/** Whether the fault struck before the deadline of a call that was given one. */
function walkWithin(hurryMs: number, worlds: Worlds, what: Walk): Promise<boolean> {
  const { call, fault, healthy, point } = what;
  const { operation, at } = point;
  return worlds.use(async (world, users, retire) => {
    world.faulty.inject({ ...fault.fault, operation, at });
    const attempt = await conducts[fault.conduct](world, { call, users }, hurryMs);
    const { strikes } = world.faulty;
    if (strikes === 0 && codeOf(attempt.error) === "DEADLINE_EXCEEDED") {
      // The call may be on its way yet.
      retire();
      return false;
    }
    // How often the feed asks is a matter of time.
    if (!isTimely(call, operation)) expect(strikes, "the fault struck").toBe(1);
    judge(attempt, healthy.answers, verdictOf(attempt, what));
    await expectAllWell(world, { call, users }, healthy);
    return true;
  });
}

/** Whether it is a matter of time how often an operation is asked for. */
export function isTimely({ survives, shares }: WalkedCall, operation: StoreOperation): boolean {
  return [...(survives ?? []), ...(shares ?? [])].includes(operation);
}

/** Of a call that survives a fault: it goes on, or waits on until it is ended. */
function verdictOf(attempt: Attempt, { call, fault, point }: Walk): Verdict {
  const { verdict } = fault;
  if (!isTimely(call, point.operation)) return verdict;
  if (attempt.error === undefined) return "right";
  const isShared = call.shares?.includes(point.operation) ?? false;
  return isShared || codeOf(attempt.error) === verdict ? verdict : "right";
}

/** Fails if the call left anything behind, half a write, or a service that no longer works. */
async function expectAllWell(world: World, calling: Calling, healthy: Healthy): Promise<void> {
  const { served, faulty } = world;
  const { call, users } = calling;
  const { id: userId } = users.grace;
  const askForGrace = () => served.users.getUser({ userId });
  // A fault that a surviving call did not come to must strike no other.
  faulty.inject();
  expect(await askForGrace(), "a call while another is held").toMatchObject({ id: userId });
  faulty.release();
  await untilOver(world);
  expect(await world.readState(), "the state").toEqual(healthy.states[world.writes]);
  if (call.again === undefined) await askForGrace();
  else await tryAgain(world, calling, call.again, healthy);
}

/** Makes the same call once more, without a fault. */
async function tryAgain(
  world: World,
  calling: Calling,
  again: NonNullable<WalkedCall["again"]>,
  { answers, states }: Healthy,
): Promise<void> {
  const isDone = world.writes === states.length - 1;
  const attempt = await attemptCall(world, calling);
  await untilOver(world);
  const state = await world.readState();
  if (isDone && again !== "same" && again !== "applies") {
    expect(codeOf(attempt.error), "the second try").toBe(again);
    expect(state, "the state after the second try").toEqual(states.at(-1));
    return;
  }
  expect(attempt.error, "error of the second try").toBeUndefined();
  if (isDone && again === "applies") return;
  expect(state, "the state after the second try").toEqual(states.at(-1));
  // What was not created yet may have another id now.
  if (isDone) expect(attempt.answers, "answers to the second try").toEqual(answers);
  else expect(attempt.answers).toHaveLength(answers.length);
}
