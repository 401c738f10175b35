import type {
  BoundMethod,
  BoundService,
  CallIO,
  Middleware,
  ServerCall,
  ServiceError,
} from "@org/user-core";
import type { CallEntry } from "./call-entry.ts";
import { callersError, copyError } from "./copy-error.ts";
import { createLiveCalls, type LiveCalls } from "./live-calls.ts";
import { createPlanned, type Planned } from "./planned.ts";
import { recordRequests, recordResponses } from "./record-messages.ts";
import { createRecordedCalls, type RecordedCalls } from "./recorded-calls.ts";
import { type Break, type Run, runBreaking } from "./run-breaking.ts";
import { streamsRequests } from "./streams-requests.ts";
import type { TestClock } from "./test-clock.ts";
import { unlessAborted } from "./unless-aborted.ts";

/** What stands between a service and its callers. */
export interface Observer {
  readonly clock: TestClock;
  /** In milliseconds. */
  readonly delays: Planned<number>;
  readonly failures: Planned<Break | { readonly error: ServiceError; readonly messages?: never }>;
  readonly calls: RecordedCalls;
  readonly live: LiveCalls;
  /** Round every call, outside of delays and failures. */
  readonly middleware: readonly Middleware[];
}

/** Makes an {@link Observer} with nothing planned. */
export function createObserver(clock: TestClock, middleware: readonly Middleware[] = []): Observer {
  return {
    clock,
    middleware,
    delays: createPlanned(),
    failures: createPlanned(),
    calls: createRecordedCalls(),
    live: createLiveCalls(),
  };
}

/** The same service, its calls recorded and struck by what is planned. Names no RPC. */
export function observeService(service: BoundService, observer: Observer): BoundService {
  return { ...service, methods: service.methods.map((method) => observed(method, observer)) };
}

function observed(method: BoundMethod, observer: Observer): BoundMethod {
  const { calls, live, middleware } = observer;
  return {
    ...method,
    async run(call, io) {
      const entry = calls.begin(call);
      watchCall(call, entry);
      const innermost = () => strike(method, call, recordResponses(io, entry), entry, observer);
      const run = middleware.reduceRight<() => Promise<void>>(
        (inner, outer) => () => outer(call, inner),
        innermost,
      );
      try {
        live.add(call);
        await run();
        entry.end();
      } catch (thrown) {
        entry.end(callersError(thrown, call));
        throw thrown;
      } finally {
        live.remove(call);
      }
    },
  };
}

/** Writes down at once that a call was cancelled, and that its headers are out. */
function watchCall(call: ServerCall, entry: CallEntry): void {
  const sendHeaders = call.onSendHeaders;
  call.onSendHeaders = () => {
    sendHeaders?.();
    entry.answer();
  };
  const cancelled = () => entry.end(callersError(call.cancelReason, call));
  call.signal.addEventListener("abort", cancelled, { once: true });
}

/** In the handler's place: what is planned for the call, then the handler if it comes to that. */
async function strike(
  method: BoundMethod,
  call: ServerCall,
  io: CallIO,
  entry: CallEntry,
  { clock, delays, failures }: Observer,
): Promise<void> {
  if (call.cancelReason) throw call.cancelReason;
  const name = method.descriptor.localName;
  const delayMs = delays.take(name);
  const failure = failures.take(name);
  if (delayMs === undefined && failure === undefined) {
    return method.run(call, recordRequests(io, entry));
  }
  const streams = streamsRequests(method.descriptor);
  const slept = delayMs === undefined ? undefined : clock.sleep(delayMs, call.signal);
  const read = streams ? io : readAhead(recordRequests(io, entry));
  const [ahead] = await unlessAborted(Promise.all([read, slept]), call.signal);
  const run: Run = (call, io) => method.run(call, streams ? recordRequests(io, entry) : io);
  if (failure === undefined) return run(call, ahead);
  if (failure.messages === undefined) throw copyError(failure.error);
  return runBreaking(run, call, ahead, failure);
}

/** Reads the one request of a call, so that it is recorded although the handler may never ask for it. */
async function readAhead(io: CallIO): Promise<CallIO> {
  const request = await io.receive();
  return { ...io, receive: () => request };
}
