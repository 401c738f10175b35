import type { Call } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { overloaded } from "./overloaded.ts";

/** Options of {@link limitCalls}. */
export interface CallLimits {
  /** Unary calls under way at a time. Default: 1,024. */
  readonly maxCalls?: number;
  /** Streams under way at a time, which last as long as their clients like. Default: 10,000. */
  readonly maxStreams?: number;
  /** The same, of one principal. Calls without a principal are not counted. Default: 100. */
  readonly maxStreamsPerPrincipal?: number;
}

/** How long to wait before another try, in milliseconds: calls end soon, streams do not. */
const retryAfterMs = { calls: 100, streams: 5_000 } as const;

/**
 * Refuses calls beyond what may be under way at a time with RESOURCE_EXHAUSTED
 * and `retryAfterMs`, before anything of them is read. A unary call takes its
 * place when its request has come: who sends slowly waits in nobody's way. List
 * it after the authenticator, so that who is not let in takes nobody's place
 * either.
 */
export function limitCalls(limits: CallLimits = {}): Middleware {
  const { maxCalls = 1_024, maxStreams = 10_000, maxStreamsPerPrincipal = 100 } = limits;
  const calls = createRoom(maxCalls, "Too many calls at a time", retryAfterMs.calls);
  const streams = createRoom(maxStreams, "Too many streams at a time", retryAfterMs.streams);
  const byPrincipal = new Map<string, number>();

  function enterOwn(name: string): void {
    const present = byPrincipal.get(name) ?? 0;
    if (present >= maxStreamsPerPrincipal) {
      throw overloaded("Too many streams of one caller", { retryAfterMs: retryAfterMs.streams });
    }
    byPrincipal.set(name, present + 1);
  }

  function leaveOwn(name: string): void {
    const present = byPrincipal.get(name) ?? 1;
    if (present === 1) byPrincipal.delete(name);
    else byPrincipal.set(name, present - 1);
  }

  async function streaming(call: Call, proceed: () => Promise<void>): Promise<void> {
    const name = call.principal?.name;
    streams.enter();
    try {
      if (name !== undefined) enterOwn(name);
    } catch (error) {
      streams.leave();
      throw error;
    }
    try {
      await proceed();
    } finally {
      streams.leave();
      if (name !== undefined) leaveOwn(name);
    }
  }

  async function calling(call: Call, proceed: () => Promise<void>): Promise<void> {
    calls.requireRoom();
    let entered = false;
    let over = false;
    call.guardRequests(() => {
      // A request may still come for a call that was cancelled meanwhile: nobody
      // would give its place back.
      if (entered || over) return;
      calls.enter();
      entered = true;
    });
    try {
      await proceed();
    } finally {
      over = true;
      if (entered) calls.leave();
    }
  }

  return (call, proceed) =>
    call.method.methodKind === "unary" ? calling(call, proceed) : streaming(call, proceed);
}

function createRoom(places: number, message: string, retryAfterMs: number) {
  let taken = 0;
  function requireRoom(): void {
    if (taken >= places) throw overloaded(message, { retryAfterMs });
  }
  return {
    requireRoom,
    enter(): void {
      requireRoom();
      taken += 1;
    },
    leave(): void {
      taken -= 1;
    },
  };
}
