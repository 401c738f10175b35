import type { Message } from "@bufbuild/protobuf";
import { ServiceError } from "@org/user-core";

/** The requests of a stream, as Connect-ES reads them. */
export interface RequestSource extends AsyncIterable<Message> {
  /** What the caller's own iterable failed with. */
  readonly failure: ServiceError | undefined;
  /** The message last read. */
  readonly last: Message | undefined;
}

const end = { done: true, value: undefined } as const;

/**
 * Requests that are closed when the call has ended, also while nothing comes
 * from them. However often it is asked, it has one iterator.
 */
export function createRequestSource(
  requests: AsyncIterable<Message>,
  ended: AbortSignal,
): RequestSource {
  const source = requests[Symbol.asyncIterator]();
  /** Of the read under way. */
  let wake: (() => void) | undefined;
  let failure: ServiceError | undefined;
  let last: Message | undefined;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    wake?.();
    // What it throws while winding up has nobody to go to.
    source.return?.().then(undefined, () => {});
  };
  ended.addEventListener("abort", close, { once: true });

  /** What comes next, or the end if the call ends first. No race with a promise that lives as long as the stream: that would keep every message. */
  function read(): Promise<IteratorResult<Message>> {
    return new Promise((resolve, reject) => {
      wake = () => resolve(end);
      source.next().then(resolve, reject);
    });
  }

  async function next(): Promise<IteratorResult<Message>> {
    try {
      const result = closed ? end : await read();
      if (result.done) closed = true;
      else last = result.value;
      return result;
    } catch (cause) {
      closed = true;
      const options = { reason: "CANCELLED", cause };
      failure = new ServiceError("CANCELLED", "The request stream failed", options);
      throw failure;
    }
  }

  const leave = async () => {
    close();
    return { done: true, value: undefined } as const;
  };
  const iterator = { next, return: leave, throw: leave };
  return {
    get failure() {
      return failure;
    },
    get last() {
      return last;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
}
