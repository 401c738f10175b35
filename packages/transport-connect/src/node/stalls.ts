/** A response that may have to wait for its client. */
export interface Stallable {
  /** Since when it waits, in the time of `performance.now()`; 0 while it does not. */
  stalledSince: number;
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
  const responses = new Set<Stallable>();
  const timer = setInterval(() => {
    const latest = performance.now() - stallMs;
    for (const response of responses) {
      const { stalledSince } = response;
      if (stalledSince > 0 && stalledSince <= latest) response.giveUp();
    }
  }, stallMs / 4).unref();
  return {
    add: (response) => void responses.add(response),
    delete: (response) => void responses.delete(response),
    close: () => clearInterval(timer),
  };
}
