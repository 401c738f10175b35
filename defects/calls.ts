import type { Defect } from "./defect.ts";

const rpc = "packages/core/src/rpc";
const suite = "contract, in process";

/** Mistakes in how calls begin and end, which all transports share. */
export const callDefects: readonly Defect[] = [
  {
    name: "The caller's deadline of a unary call is ignored",
    file: `${rpc}/invoke.ts`,
    find: `    call.deadline = Math.min(
      call.deadline ?? Number.POSITIVE_INFINITY,
      now + method.unaryTimeoutMs,
    );`,
    replace: "    call.deadline = now + method.unaryTimeoutMs;",
    suite,
    promise: "unary > ends the handler when the deadline passes",
  },
  {
    name: "The service's own limit holds only where the caller set a deadline",
    file: `${rpc}/invoke.ts`,
    find: 'if (method.descriptor.methodKind === "unary") {',
    replace: 'if (method.descriptor.methodKind === "unary" && call.deadline !== undefined) {',
    suite,
    promise: "ends a unary call after the service's own limit when its caller would wait",
  },
  {
    name: "The service's own limit holds only where the caller set no deadline",
    file: `${rpc}/invoke.ts`,
    find: `    call.deadline = Math.min(
      call.deadline ?? Number.POSITIVE_INFINITY,
      now + method.unaryTimeoutMs,
    );`,
    replace: "    call.deadline ??= now + method.unaryTimeoutMs;",
    suite: "differential, Connect",
    promise: "ends calls when their timeouts have passed, and unary ones after 30 seconds",
  },
  {
    name: "A handler's iterator that waits is not closed when its call is cancelled",
    file: `${rpc}/invoke.ts`,
    find: "const stop = alsoOnCancel(call, close);",
    replace: "const stop = alsoOnCancel(call, () => {});",
    suite,
    promise: "closes a handler's iterator that waits when its call is cancelled",
  },
  {
    name: "The caller's requests are not closed when the call ends",
    file: `${rpc}/pump.ts`,
    find: "      if (!over) closeIterator(iterator);\n",
    replace: "",
    suite,
    promise: "closes the caller's request iterator that waits when the call ends",
  },
  {
    name: "The signal of a call that succeeded is aborted",
    file: `${rpc}/in-process-client.ts`,
    find: "if (!ended) call.cancel(callCancelled());",
    replace: "call.cancel(callCancelled());",
    suite,
    promise: "does not abort the signal of a call that succeeded",
  },
  {
    name: "In process, a caller's changes of an answer reach the store",
    file: `${rpc}/copy-message.ts`,
    find: "const copy: Message & Record<string, unknown> = { ...message };",
    replace: "const copy = message as Message & Record<string, unknown>;",
    suite,
    promise: "gives a caller a user of its own to change",
  },
  {
    name: "In process, what was sent before an error is lost",
    file: `${rpc}/in-process-client.ts`,
    find: "(error) => (call.cancelReason ? responses.fail(error) : responses.end(error)),",
    replace: "(error) => responses.fail(error),",
    suite,
    promise: "gives the messages sent before an error, however late they are read",
  },
  {
    name: "In process, requests are written on although the queue is full",
    file: `${rpc}/in-process-client.ts`,
    find: "(request) => queue.write(copyRequest(request)), over",
    replace: "(request) => void queue.write(copyRequest(request)), over",
    suite,
    promise: "stops a client whose requests are not read",
  },
  {
    name: "In process, a handler does not wait for its reader",
    file: `${rpc}/in-process-client.ts`,
    find: "      return responses.write(copyResponse(message));\n",
    replace: "      void responses.write(copyResponse(message));\n      return undefined;\n",
    suite,
    promise: "stops a handler whose answers are not read",
  },
  {
    name: "A stream of requests may be silent for ever once its handler has started",
    file: `${rpc}/invoke.ts`,
    find: "idleMs, () => call.cancel(noRequest(idleMs)));\n  try {\n    io.receiveInto",
    replace: "idleMs, () => queue.fail(noRequest(idleMs)));\n  try {\n    io.receiveInto",
    suite,
    promise: "ends a stream of requests that stopped coming",
  },
  {
    name: "A caller who would wait longer than the service's own limit does",
    file: "packages/core/src/rpc/invoke.ts",
    find: `call.deadline = Math.min(
      call.deadline ?? Number.POSITIVE_INFINITY,
      now + method.unaryTimeoutMs,
    );`,
    replace: "call.deadline ??= now + method.unaryTimeoutMs;",
    suite,
    promise: "ends a unary call after the service's own limit when its caller would wait",
  },
];
