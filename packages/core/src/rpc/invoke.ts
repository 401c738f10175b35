import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { BoundMethod } from "./bind.ts";
import { type Call, deadlineExceeded, type ServerCall } from "./call.ts";
import { letProcessEnd } from "./deadlines.ts";
import { limitIdleness } from "./limit-idleness.ts";
import { createMessageQueue, type MessageQueue, type MessageStream } from "./message-queue.ts";
import { closeIterator } from "./pump.ts";
import { discreetGuard, guardedStream, type SecretsOf } from "./request-guard.ts";
import { ServiceError } from "./service-error.ts";
import { toServiceError } from "./to-service-error.ts";
import { withholdSecrets } from "./withhold-secrets.ts";

/** How `invoke` reads and writes one call's messages; each transport has its own. */
export interface CallIO {
  /**
   * Reads the one request of a unary or server streaming call. Called once,
   * after every middleware has proceeded; nothing need be read before.
   */
  receive(): Message | Promise<Message>;
  /**
   * Starts to write the requests of a client or bidirectional stream into the
   * queue, no faster than it is read. Called once, as `receive` is.
   */
  receiveInto(queue: MessageQueue<Message>): void;
  /** What request messages may take of the queue, in the unit of `receiveInto`'s sizes. */
  readonly receiveCapacity: number;
  /**
   * Sends a response message. The returned promise, if any, resolves when
   * another may be sent, and must resolve too when the call has ended.
   */
  send(message: Message): undefined | Promise<void>;
}

/**
 * Serves one call: deadline, middleware, handler, errors. The same for every
 * transport. Resolves when the last message is out; a cancelled call ends at
 * once, whatever its middleware or handler is doing.
 *
 * @throws ServiceError only, whatever was thrown inside. After it the handler
 *   may still be winding up, but sends nothing more.
 */
export function invoke(method: BoundMethod, call: ServerCall, io: CallIO): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      method.deadlines.remove(call);
      call.onCancel = undefined;
    };
    const fail = (error: unknown) => {
      end();
      reject(toServiceError(error, call));
    };
    // Until the handler starts, which then learns of it first.
    call.onCancel = fail;
    startDeadline(method, call);
    try {
      method.run(call, io).then(() => {
        end();
        resolve();
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function startDeadline(method: BoundMethod, call: ServerCall): void {
  const now = Date.now();
  if (method.descriptor.methodKind === "unary") {
    call.deadline = Math.min(
      call.deadline ?? Number.POSITIVE_INFINITY,
      now + method.unaryTimeoutMs,
    );
  }
  if (call.deadline === undefined) return;
  if (call.deadline <= now) call.cancel(deadlineExceeded());
  else method.deadlines.add(call);
}

/** What a handler's calls are served with. */
export interface HandlerOptions {
  readonly requestIdleMs: number;
  readonly secretsOf: SecretsOf;
}

/** The innermost layer: the handler, its messages, and its end by cancellation. */
export function runHandler(
  method: DescMethod,
  handler: unknown,
  options: HandlerOptions,
): (call: ServerCall, io: CallIO) => Promise<void> {
  // `Handlers<S>` has proven that the handler is of the method's kind.
  const run = runners[method.methodKind](handler as never, options);
  return (call, io) =>
    new Promise<void>((resolve, reject) => {
      if (call.cancelReason) {
        reject(call.cancelReason);
        return;
      }
      const endCall = call.onCancel;
      call.onCancel = (reason) => {
        // The middleware learns of it first, the caller without waiting for them.
        reject(reason);
        endCall?.(reason);
      };
      run(call, io).then(resolve, (error: unknown) => reject(toServiceError(error, call)));
    });
}

type Run = (call: ServerCall, io: CallIO) => Promise<void>;
type One = (request: Message, call: Call) => Promise<Message>;
type OneToMany = (request: Message, call: Call) => AsyncIterable<Message>;
type ManyToOne = (requests: MessageStream<Message>, call: Call) => Promise<Message>;
type ManyToMany = (requests: MessageStream<Message>, call: Call) => AsyncIterable<Message>;

const runners = {
  unary:
    (handler: One, { secretsOf }: HandlerOptions): Run =>
    async (call, io) => {
      const received = io.receive();
      const request = received instanceof Promise ? await received : received;
      requireWanted(call);
      call.messagesReceived = 1;
      try {
        if (call.guard) await call.guard(request);
        requireWanted(call);
        const response = await handler(request, call);
        const sending = sendOne(response, call, io);
        if (sending) await sending;
      } catch (error) {
        throw withholdSecrets(error, secretsOf(request));
      }
    },
  server_streaming:
    (handler: OneToMany, { requestIdleMs, secretsOf }: HandlerOptions): Run =>
    async (call, io) => {
      const request = await receiveWithin(requestIdleMs, call, io);
      requireWanted(call);
      call.messagesReceived = 1;
      try {
        if (call.guard) await call.guard(request);
        requireWanted(call);
        await sendAll(handler(request, call), call, io);
      } catch (error) {
        throw withholdSecrets(error, secretsOf(request));
      }
    },
  client_streaming:
    (handler: ManyToOne, options: HandlerOptions): Run =>
    (call, io) =>
      withRequests(call, io, options, async (requests) =>
        sendOne(await handler(requests, call), call, io),
      ),
  bidi_streaming:
    (handler: ManyToMany, options: HandlerOptions): Run =>
    (call, io) =>
      withRequests(call, io, options, (requests) => sendAll(handler(requests, call), call, io)),
} satisfies Record<DescMethod["methodKind"], (handler: never, options: HandlerOptions) => Run>;

/** Ends what has waited for a call that was answered meanwhile: no handler runs for nobody. */
function requireWanted({ cancelReason }: ServerCall): void {
  if (cancelReason) throw cancelReason;
}

function sendOne(message: Message, call: ServerCall, io: CallIO): undefined | Promise<void> {
  if (call.cancelReason) return undefined;
  call.messagesSent = 1;
  return io.send(message);
}

async function sendAll(
  messages: AsyncIterable<Message>,
  call: ServerCall,
  io: CallIO,
): Promise<void> {
  const iterator = messages[Symbol.asyncIterator]();
  let done = false;
  const close = () => {
    if (!done) closeIterator(iterator);
    done = true;
  };
  const stop = alsoOnCancel(call, close);
  try {
    while (!done) {
      const next = await iterator.next();
      if (next.done) done = true;
      if (next.done || call.cancelReason) return;
      call.messagesSent += 1;
      const full = io.send(next.value);
      if (full) await full;
    }
  } finally {
    stop();
    close();
  }
}

/** Does something more when the call is cancelled. Returns how to stop. */
function alsoOnCancel(call: ServerCall, work: (reason: ServiceError) => void): () => void {
  const before = call.onCancel;
  const both = (reason: ServiceError) => {
    work(reason);
    before?.(reason);
  };
  call.onCancel = both;
  return () => {
    if (call.onCancel === both) call.onCancel = before;
  };
}

async function withRequests(
  call: ServerCall,
  io: CallIO,
  { requestIdleMs: idleMs, secretsOf }: HandlerOptions,
  work: (requests: MessageStream<Message>) => Promise<void>,
): Promise<void> {
  const queue = createMessageQueue<Message>(io.receiveCapacity);
  const stop = alsoOnCancel(call, queue.fail);
  const fail = (error: unknown) => call.cancel(toServiceError(error, call));
  const idle = limitIdleness(counted(queue, call), idleMs, () => call.cancel(noRequest(idleMs)));
  try {
    io.receiveInto(idle.queue);
    const guard = call.guard && discreetGuard(call.guard, secretsOf);
    await work(guard ? guardedStream(queue.stream, guard, fail) : queue.stream);
  } finally {
    stop();
    idle.stop();
    queue.close();
  }
}

/** The one request of a call that may go on for ever, which must come soon all the same. */
async function receiveWithin(idleMs: number, call: ServerCall, io: CallIO): Promise<Message> {
  const timer = setTimeout(() => call.cancel(noRequest(idleMs)), idleMs);
  letProcessEnd(timer);
  try {
    return await io.receive();
  } finally {
    clearTimeout(timer);
  }
}

function noRequest(idleMs: number): ServiceError {
  return new ServiceError("DEADLINE_EXCEEDED", `No request came for ${idleMs / 1_000} seconds`, {
    reason: "REQUEST_STREAM_IDLE",
  });
}

function counted(queue: MessageQueue<Message>, call: ServerCall): MessageQueue<Message> {
  const write: MessageQueue<Message>["write"] = (message, size) => {
    call.messagesReceived += 1;
    return queue.write(message, size);
  };
  return { ...queue, write };
}
