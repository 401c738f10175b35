import { isServiceError, type ServiceError } from "@org/user-core";

/** A request stream of these messages. */
export async function* streamOf<T>(...messages: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* messages;
}

/** A request stream whose messages come when a test says so. */
export interface HandStream<T> extends AsyncIterable<T> {
  /** Sends a message. */
  write(message: T): void;
  /** Ends the stream after what was written. */
  end(): void;
}

/** A request stream that is written to by hand. */
export function handStream<T>(): HandStream<T> {
  const written: T[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  return {
    write(message) {
      written.push(message);
      wake?.();
    },
    end() {
      ended = true;
      wake?.();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const message = written.shift();
        if (message !== undefined) yield message;
        else if (ended) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}

/** All messages of a response stream. */
export async function collect<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

/** What a call fails with; the test fails if it does not. */
export async function failureOf(
  call: Promise<unknown> | AsyncIterable<unknown>,
): Promise<ServiceError> {
  const result = Symbol.asyncIterator in call ? collect(call) : call;
  const error = await result.then(
    (value) => {
      throw new Error(`expected a failure, got ${printed(value)}`);
    },
    (failure: unknown) => failure,
  );
  if (!isServiceError(error)) throw error;
  return error;
}

function printed(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === "bigint" ? `${each}` : each));
}
