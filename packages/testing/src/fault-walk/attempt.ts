import type { CallOptions } from "@org/user-core";
import { expect } from "vitest";
import type { TwoUsers } from "./two-users.ts";
import { until, untilQuiet } from "./until.ts";
import type { WalkedCall } from "./walked-call.ts";
import type { World } from "./world.ts";

/** How a call went. */
export interface Attempt {
  /** The messages it answered. */
  readonly answers: readonly unknown[];
  /** What it failed with; `undefined` if it did not. */
  readonly error: unknown;
  /** Response headers and trailers, as text. */
  readonly metadata: string;
  readonly tookMs: number;
}

/** A call, and who is there. */
export interface Calling {
  readonly call: WalkedCall;
  readonly users: TwoUsers;
}

/** Long enough for a call that is not to end by its deadline. */
const longMs = 8_000;

/** Makes a call and waits for its end. */
export async function attemptCall(
  world: World,
  { call, users }: Calling,
  given: CallOptions = {},
): Promise<Attempt> {
  const { served, directly, pacing } = world;
  const answers: unknown[] = [];
  let metadata = "";
  const note = (headers: Headers) => {
    metadata += JSON.stringify([...headers]);
  };
  const options = { timeoutMs: longMs, onHeaders: note, onTrailers: note, ...given };
  const see = (message: unknown) => void answers.push(message);
  const began = performance.now();
  let error: unknown;
  try {
    const { requests } = pacing;
    await call.run({ users: served.users, directly, options, ...users, requests, see });
  } catch (thrown) {
    error = thrown;
  } finally {
    pacing.callEnded();
  }
  return { answers, error, metadata, tookMs: performance.now() - began };
}

/** How a call is made, and when what is held of the store goes on. */
type Conduct = (world: World, calling: Calling, hurryMs: number) => Promise<Attempt>;

/** The ways to make a call. */
export const conducts = {
  /** With a deadline far away. */
  patient: (world, calling) => attemptCall(world, calling),
  /** The store goes on as soon as the fault has struck. */
  async released(world, calling) {
    const attempt = attemptCall(world, calling);
    await Promise.race([world.faulty.untilStruck(), attempt]);
    world.faulty.release();
    return attempt;
  },
  /** The caller cancels once the fault has struck. */
  async cancelled(world, calling) {
    const controller = new AbortController();
    const attempt = attemptCall(world, calling, { signal: controller.signal });
    await Promise.race([world.faulty.untilStruck(), attempt]);
    controller.abort();
    return attempt;
  },
  /** With a deadline that passes soon, in milliseconds. */
  async hurried(world, calling, timeoutMs) {
    const attempt = await attemptCall(world, calling, { timeoutMs });
    if (attempt.error !== undefined) expect(attempt.tookMs).toBeGreaterThan(timeoutMs - 2);
    return attempt;
  },
} satisfies Record<string, Conduct>;

/** Waits until nothing of a call is left: requests closed, nobody listening, nothing asked. */
export async function untilOver({ pacing, faulty }: World): Promise<void> {
  await until("every request stream is closed", () => pacing.open === 0);
  await until("nobody listens to hints", () => faulty.listeners === 0);
  await untilQuiet("the store has answered everything", () => faulty.pending === 0);
}
