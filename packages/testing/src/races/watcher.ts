import type { ServiceError, UserUpdate } from "@org/user-core";
import { expect } from "vitest";
import type { Race } from "./race.ts";

/** How a watch is opened and read. */
export interface WatchPlan {
  /** From after this revision; `undefined` for from now on. */
  readonly afterRevision: bigint | undefined;
  /** Whether it reads on only when the schedule says. */
  readonly isSlow: boolean;
}

/** What a watch saw. */
export interface Watched {
  readonly afterRevision: bigint | undefined;
  readonly seen: readonly UserUpdate[];
  /** How it failed; `undefined` if it ended well. */
  readonly error: ServiceError | undefined;
  /** The revision that its user had surely reached when it began. */
  readonly reached: bigint;
  /** The highest revision that could be reached when its headers came; `undefined` if none came. */
  readonly fixedBy: bigint | undefined;
  /** The highest revision that could be reached when it ended. */
  readonly possible: bigint;
}

/** Watches a user from when the schedule says to the stream's end. */
export async function watch(
  race: Race,
  userId: number,
  plan: WatchPlan,
  signal?: AbortSignal,
): Promise<Watched> {
  const { afterRevision, isSlow } = plan;
  const { users, writes } = race;
  const seen: UserUpdate[] = [];
  let reached = 0n;
  let fixedBy: bigint | undefined;
  const { outcome } = await race.begin(`watch ${userId} after ${afterRevision}`, async () => {
    reached = writes.reached(userId);
    const request = afterRevision === undefined ? { userId } : { userId, afterRevision };
    const onHeaders = () => {
      fixedBy ??= writes.attempted(userId);
    };
    const options = signal === undefined ? { onHeaders } : { onHeaders, signal };
    for await (const update of users.watchUserUpdates(request, options)) {
      seen.push(update);
      if (isSlow) await race.pause(`read after ${update.revision}`);
    }
  });
  const error = outcome.ok ? undefined : outcome.error;
  const possible = writes.attempted(userId);
  return { afterRevision, seen, error, reached, fixedBy, possible };
}

/** Fails unless the watch saw, without a gap, what followed its position, up to the deletion. */
export function expectWholeSuffix(watched: Watched, log: readonly UserUpdate[]): void {
  expectRun(watched, log);
  const last =
    watched.seen.at(-1) ?? log.find(({ revision }) => revision === watched.afterRevision);
  expect(last?.field, "a watch ends with the deletion").toBe("deleted");
}

/** Fails unless the watch saw a run of the log from its position on: in order, once, without a gap. */
export function expectRun(
  { afterRevision, seen, ...watched }: Watched,
  log: readonly UserUpdate[],
): void {
  const first = seen[0]?.revision;
  if (first === undefined) return;
  expect(seen, "a run of the log").toEqual(
    log.slice(Number(first - 2n), Number(first - 2n) + seen.length),
  );
  if (afterRevision !== undefined) {
    expect(first, "begins after the revision asked for").toBe(
      afterRevision < 1n ? 2n : afterRevision + 1n,
    );
    return;
  }
  expect(first, "shows nothing from before it began").toBeGreaterThan(watched.reached);
  expect(first, "misses nothing written after its headers").toBeLessThanOrEqual(
    (watched.fixedBy ?? 0n) + 1n,
  );
}

/**
 * Fails unless a watch was refused for a reason: its user was not there, or had
 * not come so far. `log` is what was written of the user, `isForgotten` whether
 * nothing is left of it.
 */
export function expectRefusal(
  { afterRevision, seen, ...watched }: Watched,
  log: readonly UserUpdate[],
  isForgotten = false,
): void {
  const { error } = watched;
  expect(seen, "a refused watch shows nothing").toEqual([]);
  expect(watched.fixedBy, "a refused watch has no headers").toBeUndefined();
  if (error?.reason === "USER_NOT_FOUND") {
    // A deleted user's log can be read, so it was either too early or from now on.
    const hasLog = afterRevision !== undefined && !isForgotten;
    const isDeleted = !hasLog && watched.possible >= (log.at(-1)?.revision ?? 0n);
    expect(watched.reached === 0n || isDeleted, "no user").toBe(true);
    return;
  }
  expect(error?.reason).toBe("RESUME_POINT_AHEAD");
  const { current_revision: current = "0" } = error?.metadata ?? {};
  expect(BigInt(current)).toBeGreaterThanOrEqual(watched.reached);
  expect(BigInt(current)).toBeLessThanOrEqual(watched.possible);
  expect(BigInt(current)).toBeLessThan(afterRevision ?? 0n);
}
