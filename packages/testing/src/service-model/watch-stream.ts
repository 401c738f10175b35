import type { Client, UserService, UserUpdate } from "@org/user-core";
import type { Outcome } from "./failures.ts";
import { outcomeOf } from "./outcome.ts";
import { withPatience } from "./patience.ts";

/** What a watch is asked for. */
export interface WatchRequest {
  readonly userId: number;
  readonly afterRevision?: bigint;
}

/** A watch that is read message by message. */
export interface WatchStream {
  /** Waits until it watches: then it shows all that comes. Gives the error of one that never will. */
  opened(): Promise<Outcome<unknown>>;
  /** The next update, or the end. */
  next(): Promise<Outcome<IteratorResult<UserUpdate>>>;
  /** Cancels it. */
  cancel(): void;
}

/** Begins a watch. */
export function openWatch(users: Client<typeof UserService>, request: WatchRequest): WatchStream {
  const headers = Promise.withResolvers<Outcome<unknown>>();
  const controller = new AbortController();
  const updates = users
    .watchUserUpdates(request, {
      signal: controller.signal,
      onHeaders: () => headers.resolve({ value: "watching" }),
    })
    [Symbol.asyncIterator]();
  // A call begins when it is first read, so there is always one read ahead.
  let ahead = readOn();
  const label = `watch of user ${request.userId}`;
  return {
    opened: () => withPatience(label, Promise.race([headers.promise, ahead])),
    async next() {
      const outcome = await withPatience(label, ahead);
      if ("value" in outcome && !outcome.value.done) ahead = readOn();
      return outcome;
    },
    cancel: () => controller.abort(),
  };

  function readOn() {
    const outcome = outcomeOf(updates.next());
    // Perhaps nobody comes for it.
    outcome.catch(() => {});
    return outcome;
  }
}
