import type { Message } from "@bufbuild/protobuf";
import type { MessageStream } from "./message-queue.ts";
import { withholdSecrets } from "./withhold-secrets.ts";

/** Asked before a handler gets a request message; what it throws ends the call. */
export type RequestGuard = (request: Message) => undefined | Promise<void>;

/** The secret texts of a request message: a password. */
export type SecretsOf = (request: Message) => readonly string[];

/** The same guard, whose errors hold no secret of the message that it was shown. */
export function discreetGuard(guard: RequestGuard, secretsOf: SecretsOf): RequestGuard {
  return async (request) => {
    try {
      await guard(request);
    } catch (error) {
      throw withholdSecrets(error, secretsOf(request));
    }
  };
}

/** One guard after the other. */
export function bothGuards(first: RequestGuard, second: RequestGuard): RequestGuard {
  return async (request) => {
    await first(request);
    await second(request);
  };
}

/**
 * The requests of a stream, each shown to the guard when the handler wants it.
 * Reading goes no further while the guard thinks.
 *
 * @param refuse ends the call with what the guard threw, whatever a handler
 *   makes of a stream that fails.
 */
export function guardedStream(
  stream: MessageStream<Message>,
  guard: RequestGuard,
  refuse: (error: unknown) => void,
): MessageStream<Message> {
  async function show(request: Message): Promise<void> {
    try {
      await guard(request);
    } catch (error) {
      refuse(error);
      throw error;
    }
  }

  return {
    async nextBatch(maxSize) {
      const batch = await stream.nextBatch(maxSize);
      for (const request of batch) await show(request);
      return batch;
    },
    async *[Symbol.asyncIterator]() {
      for await (const request of stream) {
        await show(request);
        yield request;
      }
    },
  };
}
