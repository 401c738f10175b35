import type { ServerCall } from "@org/user-core";
import { type CallEntry, type CallOfAnyService, createCallEntry } from "./call-entry.ts";
import { streamsRequests } from "./streams-requests.ts";

/** The calls so far. */
export interface RecordedCalls {
  begin(call: ServerCall): CallEntry;
  /** All of them, in the order they began; it grows. */
  readonly all: readonly CallOfAnyService[];
  /**
   * The first call of this RPC that it has not given before; waits for one. A
   * call of one request is given with it, or when it has ended without.
   */
  next(method: string): Promise<CallOfAnyService>;
  clear(): void;
}

/** Makes a {@link RecordedCalls} with nothing in it. */
export function createRecordedCalls(): RecordedCalls {
  const all: CallOfAnyService[] = [];
  const unseen = new Map<string, CallOfAnyService[]>();
  const waiting = new Map<string, ((call: CallOfAnyService) => void)[]>();

  function announce(call: CallOfAnyService): void {
    // One that began before the last `clear` is forgotten. From the end, where the new ones are.
    if (all.lastIndexOf(call) === -1) return;
    const waiter = waiting.get(call.method)?.shift();
    if (waiter) waiter(call);
    else append(unseen, call.method, call);
  }

  return {
    begin(call) {
      const entry = createCallEntry(call, announce);
      all.push(entry.recorded);
      if (streamsRequests(call.method)) entry.begin();
      return entry;
    },
    all,
    async next(method) {
      const seen = unseen.get(method)?.shift();
      if (seen) return seen;
      return new Promise((resolve) => append(waiting, method, resolve));
    },
    clear() {
      all.length = 0;
      unseen.clear();
    },
  };
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
