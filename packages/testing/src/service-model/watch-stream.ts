import type { CallOptions } from "@org/user-core";
import type { Outcome } from "./failures.ts";
import { outcomeOf } from "./outcome.ts";
import { withPatience } from "./patience.ts";

/** A watch that is read message by message. */
export interface WatchStream<T> {
  /** Waits until it watches: then it shows all that comes. Gives the error of one that never will. */
  opened(): Promise<Outcome<unknown>>;
  /** The next message without taking it. Unlike headers, which may precede an error, it says all. */
  peek(): Promise<Outcome<IteratorResult<T>>>;
  /** The next message, or the end. */
  next(): Promise<Outcome<IteratorResult<T>>>;
  /** Cancels it. */
  cancel(): void;
}

/** Begins a watch. The label says in a failure which. */
export function openWatch<T>(
  label: string,
  open: (options: CallOptions) => AsyncIterable<T>,
): WatchStream<T> {
  const headers = Promise.withResolvers<Outcome<unknown>>();
  const controller = new AbortController();
  const onHeaders = () => headers.resolve({ value: "watching" });
  const messages = open({ signal: controller.signal, onHeaders })[Symbol.asyncIterator]();
  // A call begins when it is first read, so there is always one read ahead.
  let ahead = readOn();
  return {
    opened: () => withPatience(label, Promise.race([headers.promise, ahead])),
    peek,
    async next() {
      const outcome = await peek();
      if ("value" in outcome && !outcome.value.done) ahead = readOn();
      return outcome;
    },
    cancel: () => controller.abort(),
  };

  function peek() {
    return withPatience(label, ahead);
  }

  function readOn() {
    const outcome = outcomeOf(messages.next());
    // Perhaps nobody comes for it.
    outcome.catch(() => {});
    return outcome;
  }
}
