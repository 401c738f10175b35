import type { StoreOperation } from "../faulty-store/fault.ts";
import type { ServiceFactory } from "../service-contract/context.ts";
import { attemptCall, untilOver } from "./attempt.ts";
import type { State } from "./state.ts";
import type { WalkedCall } from "./walked-call.ts";
import { createWorld, type World } from "./world.ts";

/** The n-th call to the store that a call of the service makes. */
export interface Point {
  /** Counted over all operations, from 1. */
  readonly call: number;
  readonly operation: StoreOperation;
  /** Counted over this operation, from 1. */
  readonly at: number;
}

/** How a call goes without a fault. */
export interface Healthy {
  readonly answers: readonly unknown[];
  readonly points: readonly Point[];
  /** The state before the call, and after each of its writes. */
  readonly states: readonly State[];
}

/** Makes a call without a fault. */
export async function walkHealthy(factory: ServiceFactory, call: WalkedCall): Promise<Healthy> {
  const states: State[] = [];
  const record = async (world: World) => void states.push(await world.readState());
  const world = await createWorld(factory, { onWritten: record });
  try {
    const users = await world.beginAnew();
    states.length = 0;
    await record(world);
    const { answers, error } = await attemptCall(world, { call, users });
    if (error !== undefined) throw error;
    await untilOver(world);
    return { answers, points: pointsOf(world.faulty.calls), states };
  } finally {
    await world.dispose();
  }
}

function pointsOf(calls: readonly StoreOperation[]): Point[] {
  return calls.map((operation, i) => {
    const at = calls.slice(0, i + 1).filter((each) => each === operation).length;
    return { call: i + 1, operation, at };
  });
}
