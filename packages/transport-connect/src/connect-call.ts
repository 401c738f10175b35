import type { Message } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ContextKey,
  createContextKey,
  type HandlerContext,
} from "@connectrpc/connect";
import {
  type BoundMethod,
  type CallIO,
  createMessageQueue,
  deadlineExceeded,
  invoke,
  isServiceError,
  type MessageQueue,
  pump,
  ServerCall,
  ServiceError,
  statusCodeOf,
} from "@org/user-core";
import { unsendable } from "./http-call.ts";
import { listOf } from "./protocols/header-list.ts";
import { invalidArgument } from "./protocols/refusals.ts";
import { connectErrorOf } from "./status.ts";

/** A call that Connect-ES has let in, between it and `invoke`. */
export interface ConnectCall {
  /** Resolves when every middleware has proceeded; fails if the call ended before. */
  readonly admitted: Promise<void>;
  /** Gives the handler its one request. */
  give(request: Message): void;
  /** Gives the handler its requests. */
  giveAll(requests: AsyncIterable<Message>): void;
  /** What the handler answers. Leaving it early cancels the call. */
  readonly responses: AsyncIterable<Message>;
}

/** Responses of a stream on their way before its handler waits. */
const responseCapacity = 32;
/** Requests that one stream holds before it reads no further. */
const requestCapacity = 64;

/** Address of the client, for who has it. */
export const peerKey: ContextKey<string> = createContextKey("unknown", {
  description: "peer",
});

/** Starts a call: its middleware runs, and waits for the request. */
export function startConnectCall(method: BoundMethod, context: HandlerContext): ConnectCall {
  const call = createCall(method, context);
  const admitted = Promise.withResolvers<void>();
  const request = Promise.withResolvers<Message>();
  const requests = Promise.withResolvers<AsyncIterable<Message>>();
  const over = Promise.withResolvers<void>();
  const responses = createMessageQueue<Message>(responseCapacity);
  const io: CallIO = {
    receive() {
      admitted.resolve();
      return request.promise;
    },
    receiveInto(queue) {
      admitted.resolve();
      requests.promise.then((source) => feed(source, queue, over.promise, call));
    },
    receiveCapacity: requestCapacity,
    send(message) {
      copyHeaders(call, context);
      return responses.write(message);
    },
  };
  const cancel = () => cancelAs(context.signal.reason, call);
  if (context.signal.aborted) cancel();
  context.signal.addEventListener("abort", cancel, { once: true });
  invoke(method, call, io)
    .finally(() => {
      context.signal.removeEventListener("abort", cancel);
      over.resolve();
      copyHeaders(call, context);
    })
    .then(() => copyTrailers(call, context))
    .then(
      () => {
        admitted.resolve();
        responses.end();
      },
      (error: unknown) => {
        const failure = failureOf(error, call);
        admitted.reject(failure);
        // What was sent before goes out before.
        responses.end(failure);
      },
    );
  // Where nobody asks, the failure is told by the responses.
  admitted.promise.catch(() => {});
  return {
    admitted: admitted.promise,
    give: request.resolve,
    giveAll: requests.resolve,
    responses: cancelledWhenLeft(responses, cancel),
  };
}

function createCall(method: BoundMethod, context: HandlerContext): ServerCall {
  const timeoutMs = context.timeoutMs();
  return new ServerCall(method.descriptor, {
    transport: context.protocolName,
    peer: context.values.get(peerKey),
    requestHeaders: context.requestHeader,
    deadline: timeoutMs === undefined ? undefined : Date.now() + timeoutMs,
  });
}

/** Connect-ES has a clock of its own for deadlines, and ends a call whose request it can't read. */
function cancelAs(reason: unknown, call: ServerCall): void {
  const code = reason instanceof ConnectError ? reason.code : Code.Canceled;
  if (code === Code.DeadlineExceeded) call.cancel(deadlineExceeded());
  else if (requestFaults.has(code)) call.cancel(requestsFailed(reason));
  else call.callerGone();
}

const requestFaults = new Set([Code.InvalidArgument, Code.ResourceExhausted, Code.Unimplemented]);

function copyHeaders(call: ServerCall, context: HandlerContext): void {
  const headers = pairsOf(call.responseHeadersIfAny);
  // Copied anew with each message, several of one name among them.
  for (const [name] of headers) context.responseHeader.delete(name);
  for (const [name, value] of headers) context.responseHeader.append(name, value);
}

function copyTrailers(call: ServerCall, context: HandlerContext): void {
  for (const [name, value] of pairsOf(call.responseTrailersIfAny)) {
    context.responseTrailer.append(name, value);
  }
}

/** A call's error with its trailers, or that they can't be sent. */
function failureOf(error: unknown, call: ServerCall): ConnectError {
  try {
    if (isServiceError(error)) {
      return connectErrorOf(error, new Headers(pairsOf(call.responseTrailersIfAny)));
    }
  } catch {
    // Told below.
  }
  return connectErrorOf(unsendable(), undefined);
}

/** What of a handler's headers may be sent. Throws for one that HTTP can't carry. */
function pairsOf(headers: Headers | undefined): [string, string][] {
  const list = listOf(headers ?? []);
  return list.flatMap((name, i): [string, string][] =>
    i % 2 === 0 ? [[name, list[i + 1] ?? ""]] : [],
  );
}

function feed(
  source: AsyncIterable<Message>,
  queue: MessageQueue<Message>,
  over: Promise<void>,
  call: ServerCall,
): void {
  pump(source, (message) => queue.write(message), over).then(
    (ended) => ended && queue.end(),
    (error: unknown) => call.cancel(requestsFailed(error)),
  );
}

/** Codes of Connect-ES for what it can't decode: INTERNAL there, here the client's fault. */
const undecodable = new Set([Code.Internal, Code.InvalidArgument]);

/** What Connect-ES finds wrong with requests has a code of its own. */
function requestsFailed(cause: unknown): ServiceError {
  if (isServiceError(cause)) return cause;
  if (cause instanceof ConnectError && cause.code !== Code.Canceled) {
    // What it can't decode it quotes, a password for instance: not even as a cause.
    if (undecodable.has(cause.code)) return invalidArgument("The request message is malformed");
    const code = statusCodeOf(cause.code);
    return new ServiceError(code, cause.rawMessage, { reason: "INVALID_REQUEST", cause });
  }
  return new ServiceError("CANCELLED", "The request stream failed", { reason: "CANCELLED", cause });
}

/** No generator: one that waits can't be closed. */
function cancelledWhenLeft(
  responses: MessageQueue<Message>,
  cancel: () => void,
): AsyncIterable<Message> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = responses.stream[Symbol.asyncIterator]();
      const leave = async () => {
        cancel();
        responses.close();
        return { done: true, value: undefined } as const;
      };
      return { next: () => iterator.next(), return: leave, throw: leave };
    },
  };
}
