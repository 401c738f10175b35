import type { Call } from "../rpc/call.ts";
import { methodName } from "../rpc/method-name.ts";
import type { Middleware } from "../rpc/middleware.ts";
import type { ServiceError, StatusCode } from "../rpc/service-error.ts";
import { toServiceError } from "../rpc/to-service-error.ts";
import { parseTraceParent, type TraceParent } from "./trace-parent.ts";

/** What is logged of a call: never a message's content. */
export interface CallRecord {
  /** `userservice.v1.UserService/GetUser`. */
  readonly method: string;
  readonly transport: string;
  readonly peer: string;
  /** Name of the principal; `undefined` if nobody was authenticated. */
  readonly principal: string | undefined;
  readonly status: StatusCode | "OK";
  /** Of the whole call, for a stream until its last message. */
  readonly durationMs: number;
  readonly messagesReceived: number;
  readonly messagesSent: number;
  /** The caller's span, where it says one; `undefined` if not. */
  readonly traceParent: TraceParent | undefined;
  /** Why it failed, with its cause; `undefined` if it did not. */
  readonly error: ServiceError | undefined;
}

/**
 * Gives one record of each call to `log` when the call has ended. List it
 * first, so that it sees what the others refuse.
 *
 * @example
 * logCalls((record) => console.log(record.method, record.status, record.durationMs));
 */
export function logCalls(log: (record: CallRecord) => void): Middleware {
  return async (call, proceed) => {
    const start = performance.now();
    try {
      await proceed();
    } catch (error) {
      // As the caller gets it, with the same id.
      log(recordOf(call, start, toServiceError(error, call)));
      throw error;
    }
    log(recordOf(call, start, undefined));
  };
}

function recordOf(call: Call, start: number, error: ServiceError | undefined): CallRecord {
  return {
    method: methodName(call.method),
    transport: call.transport,
    peer: call.peer,
    principal: call.principal?.name,
    status: error?.code ?? "OK",
    durationMs: performance.now() - start,
    messagesReceived: call.messagesReceived,
    messagesSent: call.messagesSent,
    // Only for who asks: a transport may not have made the headers yet.
    get traceParent() {
      return parseTraceParent(call.requestHeaders.get("traceparent"));
    },
    error,
  };
}
