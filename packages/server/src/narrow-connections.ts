/** Has clients send less at a time while the server is overloaded. */
export interface Narrowing {
  /** The server is overloaded, by so many calls at once: again and again as long as it is. */
  overloaded(calls: number): void;
}

/** Options of {@link narrowConnections}. */
export interface NarrowingOptions {
  /** Tells connections how many calls each may have. */
  readonly limitStreams: (most: number) => void;
  /** Calls of a connection while there is no overload. Default: 100. */
  readonly most?: number;
  /** And however overloaded the server is. Default: 8. */
  readonly least?: number;
  /**
   * Fewer calls than this do not wait for each other but for something that is slow, a hash or the
   * machine: to have them wait with their clients would only keep these from being told. Default: 128.
   */
  readonly leastCalls?: number;
  /** Not narrowed again before this has had time to be heard, in milliseconds. Default: 200. */
  readonly narrowedEveryMs?: number;
  /** Doubled after this long without overload, in milliseconds. Default: 5,000. */
  readonly doubledEveryMs?: number;
}

/**
 * Lets each connection have a quarter of what it might have under way, for as long as the server is
 * overloaded, and doubles it again when it is not.
 *
 * What a client has sent waits in the server's sockets, and behind it whatever anybody sends: with
 * ten connections of a hundred calls each everybody waits for a thousand, answered or refused.
 * What it has not sent waits with the client and in nobody's way.
 */
export function narrowConnections(options: NarrowingOptions): Narrowing {
  const { limitStreams, most = 100, least = 8 } = options;
  const { leastCalls = 128, narrowedEveryMs = 200, doubledEveryMs = 5_000 } = options;
  let present = most;
  let narrowedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function tell(streams: number): void {
    present = streams;
    limitStreams(present);
  }

  function double(): void {
    tell(Math.min(present * 2, most));
    timer = present === most ? undefined : setTimeout(double, doubledEveryMs).unref();
  }

  return {
    overloaded(calls) {
      const now = performance.now();
      if (calls < leastCalls || now - narrowedAt < narrowedEveryMs) return;
      narrowedAt = now;
      tell(Math.max(Math.floor(present / 4), least));
      clearTimeout(timer);
      timer = setTimeout(double, doubledEveryMs).unref();
    },
  };
}
