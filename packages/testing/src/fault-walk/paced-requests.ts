import type { Call } from "@org/user-core";
import type { StoreOperation } from "../faulty-store/fault.ts";
import { until } from "./until.ts";

/**
 * Request streams that come in groups, so that each group is one batch for its
 * handler, over any transport: the next group is sent once the store is asked
 * for the one before, and the store's answer waits until it is there.
 */
export interface Pacing {
  /** A stream of requests in groups, for a handler that asks the store this for each group. */
  requests<T>(operation: StoreOperation, groups: readonly (readonly T[])[]): AsyncIterable<T>;
  /** Tells of the call that the next stream belongs to. */
  callBegan(call: Call): void;
  /** Tells that the call has ended: it receives no more. */
  callEnded(): void;
  /** Before the store's answer: waits for the next group. */
  nextGroup(operation: StoreOperation): Promise<void>;
  /** How many streams are neither read to their end nor closed. */
  readonly open: number;
}

interface Paced {
  readonly operation: StoreOperation;
  /** How many messages have come with each group, and those before. */
  readonly totals: readonly number[];
  /** How often the store was asked for this before. */
  readonly askedBefore: number;
  closed: boolean;
  over: boolean;
}

/**
 * Makes the pacing of one call after another.
 *
 * @param asked how often the store was asked for this.
 */
export function createPacing(asked: (operation: StoreOperation) => number): Pacing {
  let paced: Paced | undefined;
  let call: Call | undefined;
  let open = 0;

  const askedFor = (own: Paced) => asked(own.operation) - own.askedBefore;

  async function* grouped<T>(groups: readonly (readonly T[])[], own: Paced) {
    for (const [i, group] of groups.entries()) {
      await until(`group ${i} is asked for`, () => askedFor(own) >= i || own.over);
      yield* group;
    }
  }

  return {
    requests(operation, groups) {
      const sizes = groups.map(({ length }) => length);
      const totals = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((a, b) => a + b));
      const own: Paced = {
        operation,
        totals,
        askedBefore: asked(operation),
        closed: false,
        over: false,
      };
      paced = own;
      return {
        [Symbol.asyncIterator]() {
          const source = grouped(groups, own);
          open += 1;
          const close = () => {
            if (!own.closed) open -= 1;
            own.closed = true;
          };
          return {
            async next() {
              const next = await source.next();
              if (next.done) close();
              return next;
            },
            async return() {
              close();
              return { done: true, value: undefined };
            },
          };
        },
      };
    },
    callBegan(next) {
      call = next;
    },
    callEnded() {
      if (paced) paced.over = true;
    },
    async nextGroup(operation) {
      const own = paced;
      if (own?.operation !== operation) return;
      const wanted = own.totals[askedFor(own)] ?? 0;
      const received = () => call?.messagesReceived ?? 0;
      await until("the next group is there", () => received() >= wanted || own.over);
    },
    get open() {
      return open;
    },
  };
}
