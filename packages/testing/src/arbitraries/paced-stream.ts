import fc from "fast-check";

/** Messages of a stream, and when they come. Plain data: it prints, and can be replayed. */
export interface PacedStream<T> {
  /** What comes when, in order. */
  readonly steps: readonly PacedMessage<T>[];
  /** Ticks of the microtask queue between the last message and the end. */
  readonly ticksBeforeEnd: number;
}

/** One message of a {@link PacedStream}. */
export interface PacedMessage<T> {
  /** Ticks of the microtask queue before it; 0: together with the one before. */
  readonly ticks: number;
  readonly message: T;
}

/** Options of {@link pacedStream}. */
export interface PacedStreamOptions {
  /** The least number of messages. Default: 0. */
  readonly minLength?: number;
  /** The largest number of messages. Default: 20. */
  readonly maxLength?: number;
  /** The longest pause, in ticks of the microtask queue. Default: 20. */
  readonly maxTicks?: number;
}

/**
 * Streams of messages that come in bursts with pauses between them. A failure
 * shrinks towards few messages, all at once.
 *
 * @example
 * fc.asyncProperty(pacedStream(getUserRequest()), async (stream) => {
 *   const users = await collect(client.syncUsers(replayStream(stream)));
 * });
 */
export function pacedStream<T>(
  message: fc.Arbitrary<T>,
  { minLength = 0, maxLength = 20, maxTicks = 20 }: PacedStreamOptions = {},
): fc.Arbitrary<PacedStream<T>> {
  return fc.record({
    steps: fc.array(fc.record({ ticks: ticks(maxTicks), message }), { minLength, maxLength }),
    ticksBeforeEnd: ticks(maxTicks),
  });
}

/** Often none: a burst. */
function ticks(max: number): fc.Arbitrary<number> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat({ max }));
}

/** The messages of a stream as they come, without timers; as often as wanted. */
export function replayStream<T>({ steps, ticksBeforeEnd }: PacedStream<T>): AsyncIterable<T> {
  return {
    async *[Symbol.asyncIterator]() {
      for (const { ticks: wait, message } of steps) {
        await pause(wait);
        yield message;
      }
      await pause(ticksBeforeEnd);
    },
  };
}

async function pause(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await undefined;
}
