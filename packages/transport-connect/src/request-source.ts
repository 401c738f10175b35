import type { Message } from "@bufbuild/protobuf";
import { ServiceError } from "@org/user-core";

/** The requests of a stream, as Connect-ES reads them. */
export interface RequestSource extends AsyncIterable<Message> {
  /** What the caller's own iterable failed with. */
  readonly failure: ServiceError | undefined;
  /** The message last read. */
  readonly last: Message | undefined;
}

/**
 * Requests that are closed when the call has ended, also while nothing comes
 * from them. However often it is asked, it has one iterator.
 */
export function createRequestSource(
  requests: AsyncIterable<Message>,
  ended: AbortSignal,
): RequestSource {
  const source = requests[Symbol.asyncIterator]();
  const over = Promise.withResolvers<IteratorResult<Message>>();
  let failure: ServiceError | undefined;
  let last: Message | undefined;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    over.resolve({ done: true, value: undefined });
    // What it throws while winding up has nobody to go to.
    source.return?.().then(undefined, () => {});
  };
  ended.addEventListener("abort", close, { once: true });

  async function next(): Promise<IteratorResult<Message>> {
    try {
      const result = await Promise.race([source.next(), over.promise]);
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
