import type { CallOptions } from "./client.ts";
import { isTransient, retryDelayMs } from "./retry.ts";
import { isServiceError, ServiceError } from "./service-error.ts";
import { sleep } from "./sleep.ts";

/** A stream that broke and will be resumed. */
export interface Interruption {
  /** What it broke with. */
  readonly error: ServiceError;
  /** How many times in a row it has broken without a message in between, from 1. */
  readonly tries: number;
  /** How long until the next try, in milliseconds. */
  readonly retryInMs: number;
}

/** Options of a stream that resumes by itself. */
export interface ResumingOptions {
  /** Ends the stream, without an error. */
  readonly signal?: AbortSignal;
  /**
   * Request headers, of each try. A function is asked before each try, so that
   * a token which has expired can be replaced: then UNAUTHENTICATED, too, is
   * tried again, once.
   */
  readonly headers?: CallOptions["headers"] | (() => NonNullable<CallOptions["headers"]>);
  /** Told whenever the stream has broken and will be resumed. */
  readonly onInterrupted?: (interruption: Interruption) => void;
  /** Told when the stream is open, and open again: from then on it misses nothing. */
  readonly onWatching?: () => void;
  /** The first pause before a try, in milliseconds; doubled for each further one. Default: 100. */
  readonly firstPauseMs?: number;
  /** The longest pause, in milliseconds, unless the server asks for more. Default: 10,000. */
  readonly longestPauseMs?: number;
}

/** What {@link resumeStream} resumes. */
export interface ResumableStream<T> {
  /** Opens it where it is to go on. */
  open(options: CallOptions): AsyncIterable<T>;
  /** Notes how far it is, before the message is given. `true`: it ends with this one. */
  note(message: T): boolean;
  /** Whether the server ends it with OK only when nothing more will come. Default: such an end is a break. */
  readonly endsWithOk?: boolean;
  /** A stream silent for so many milliseconds is taken for broken. Default: never. */
  readonly silenceMs?: number;
}

/**
 * A stream that goes on where it broke, with pauses that grow and are jittered.
 * Ends on the caller's signal or when it is left, with its last message, or with
 * an error that trying again can't mend.
 */
export function resumeStream<T>(
  stream: ResumableStream<T>,
  options: ResumingOptions,
): AsyncIterable<T> {
  return {
    // Around the generator: one that waits can't be closed.
    [Symbol.asyncIterator]() {
      const left = new AbortController();
      const signals = options.signal ? [options.signal, left.signal] : [left.signal];
      const messages = run(stream, options, AbortSignal.any(signals));
      return {
        next: () => messages.next(),
        return() {
          left.abort();
          return messages.return(undefined);
        },
      };
    },
  };
}

async function* run<T>(
  stream: ResumableStream<T>,
  options: ResumingOptions,
  signal: AbortSignal,
): AsyncGenerator<T, undefined> {
  const { firstPauseMs = 100, longestPauseMs = 10_000 } = options;
  let tries = 0;
  /** Refusals for the caller's headers, one after the other. */
  let refusals = 0;
  while (!signal.aborted) {
    const openedAt = performance.now();
    try {
      for await (const message of attempt(stream, options, signal)) {
        tries = 0;
        refusals = 0;
        const isLast = stream.note(message);
        yield message;
        if (isLast) return;
      }
      if (stream.endsWithOk) return;
      throw endedEarly();
    } catch (error) {
      if (signal.aborted) return;
      // One that was open for long has not failed again and again.
      if (performance.now() - openedAt > longestPauseMs) tries = 0;
      tries += 1;
      if (!isServiceError(error)) throw error;
      refusals = error.code === "UNAUTHENTICATED" ? refusals + 1 : 0;
      const renewed = typeof options.headers === "function" && refusals === 1;
      if (!canResume(error, renewed)) throw error;
      const pauseMs = Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);
      const retryInMs = retryDelayMs(error, pauseMs);
      options.onInterrupted?.({ error, tries, retryInMs });
      await sleep(retryInMs, signal);
    }
  }
}

/** The headers for a call that is made now. */
export function headersNow({
  headers,
}: Pick<ResumingOptions, "headers">): Pick<CallOptions, "headers"> {
  return headers ? { headers: typeof headers === "function" ? headers() : headers } : {};
}

/** One try: the messages of one call, which is over when they are. */
async function* attempt<T>(
  stream: ResumableStream<T>,
  options: ResumingOptions,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  const { silenceMs } = stream;
  const { onWatching } = options;
  const silent = new AbortController();
  const source = stream
    .open({
      signal: AbortSignal.any([signal, silent.signal]),
      ...headersNow(options),
      ...(onWatching && { onHeaders: () => onWatching() }),
    })
    [Symbol.asyncIterator]();
  try {
    for (;;) {
      // Only while nothing comes: a reader that takes its time is no silence.
      const timer = silenceMs && setTimeout(() => silent.abort(), silenceMs);
      const { done, value } = await source.next().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw silent.signal.aborted && !signal.aborted ? fellSilent() : error;
  } finally {
    await source.return?.();
  }
}

function canResume(error: ServiceError, renewed: boolean): boolean {
  return isTransient(error) || renewed;
}

function endedEarly(): ServiceError {
  return new ServiceError("UNAVAILABLE", "The server ended the stream");
}

function fellSilent(): ServiceError {
  return new ServiceError("UNAVAILABLE", "The stream fell silent");
}
