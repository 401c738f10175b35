/** A response that may have to wait for its client. */
export interface Stallable {
  /** Since when it waits, in the time of `performance.now()`; 0 while it does not. */
  stalledSince: number;
  /** What of it waits to be sent; less than before is a sign of life. */
  pendingBytes(): number;
  /** That at the last look. */
  lastPendingBytes: number;
  /** Its neighbours among the responses under way: a set would cost each call an entry. */
  previous: Stallable | undefined;
  next: Stallable | undefined;
  /** Ends it, whatever of it is still to come. */
  giveUp(): void;
}

/** Gives up responses that their clients do not take. */
export interface Stalls {
  /** A response that is under way. */
  add(response: Stallable): void;
  /** One that is over. */
  delete(response: Stallable): void;
  /** Ends the watch over them. */
  close(): void;
}

/** Makes a watch over responses: one that waits longer than `stallMs` is given up, after a quarter more at most. */
export function createStalls(stallMs: number): Stalls {
  let first: Stallable | undefined;
  const timer = setInterval(() => {
    const now = performance.now();
    for (let response = first; response; response = response.next) {
      if (response.stalledSince > 0 && isStalled(response, now, stallMs)) response.giveUp();
    }
  }, stallMs / 4).unref();
  return {
    add(response) {
      response.next = first;
      if (first) first.previous = response;
      first = response;
    },
    delete(response) {
      const { previous, next } = response;
      if (previous) previous.next = next;
      else first = next;
      if (next) next.previous = previous;
      // Left there, they would keep each other in memory.
      response.previous = undefined;
      response.next = undefined;
    },
    close: () => clearInterval(timer),
  };
}

function isStalled(response: Stallable, now: number, stallMs: number): boolean {
  const pending = response.pendingBytes();
  if (pending < response.lastPendingBytes) response.stalledSince = now;
  response.lastPendingBytes = pending;
  return response.stalledSince <= now - stallMs;
}
