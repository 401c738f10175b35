import type { Message } from "@bufbuild/protobuf";
import type { CallIO, MessageQueue, ServerCall, ServiceError } from "@org/user-core";
import { copyError } from "./copy-error.ts";

/** When a call breaks, and with what. */
export interface Break {
  readonly error: ServiceError;
  /** After so many messages. */
  readonly messages: number;
  readonly counting: "requests" | "responses";
}

/** The rest of a call. */
export type Run = (call: ServerCall, io: CallIO) => Promise<void>;

/** Runs a call that breaks once so many messages are through. */
export async function runBreaking(
  run: Run,
  call: ServerCall,
  io: CallIO,
  { error, messages, counting }: Break,
): Promise<void> {
  const over = Promise.withResolvers<void>();
  if (counting === "responses" && messages === 0) breakHeaders(call, error);
  const count = createCount(messages);
  const broken =
    counting === "responses"
      ? breakResponses(call, io, count, error)
      : breakRequests(io, count, error, over.promise);
  try {
    await run(call, broken);
  } finally {
    over.resolve();
  }
  // The handler may have come to its end all the same.
  if (count.reached()) throw copyError(error);
}

function createCount(limit: number) {
  let messages = 0;
  return {
    add: () => {
      messages += 1;
    },
    reached: () => messages >= limit,
  };
}

type Count = ReturnType<typeof createCount>;

/** Fails as soon as the headers are out. */
function breakHeaders(call: ServerCall, error: ServiceError): void {
  const sendHeaders = call.onSendHeaders;
  call.onSendHeaders = () => {
    sendHeaders?.();
    throw copyError(error);
  };
}

/** What was sent before arrives before the error. */
function breakResponses(call: ServerCall, io: CallIO, count: Count, error: ServiceError): CallIO {
  return {
    ...io,
    send(response) {
      // After none at all: the headers are what breaks.
      if (count.reached()) call.sendHeaders();
      const full = io.send(response);
      count.add();
      if (!count.reached()) return full;
      const fail = () => {
        throw copyError(error);
      };
      return full ? full.then(fail) : fail();
    },
  };
}

/** What was received before is read before the error. */
function breakRequests(io: CallIO, count: Count, error: ServiceError, over: Promise<void>): CallIO {
  return {
    ...io,
    async receive() {
      const request = await io.receive();
      count.add();
      if (count.reached()) throw copyError(error);
      return request;
    },
    receiveInto(queue) {
      const write: MessageQueue<Message>["write"] = (request, size) => {
        // Nobody reads on; nothing more is let in.
        if (count.reached()) return over;
        count.add();
        const full = queue.write(request, size);
        if (!count.reached()) return full;
        queue.end(copyError(error));
        return over;
      };
      if (count.reached()) queue.end(copyError(error));
      else io.receiveInto({ ...queue, write });
    },
  };
}
