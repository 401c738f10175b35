import { clone, type Message } from "@bufbuild/protobuf";
import {
  type BoundMethod,
  type BoundService,
  type CallIO,
  isServiceError,
  type MessageQueue,
  type ServerCall,
  ServiceError,
} from "@org/user-core";
import { injectedError } from "./injected-error.ts";
import type { PlannedFault, PlannedFaults } from "./planned-faults.ts";
import type { CallEntry, RecordedCalls } from "./recorded-calls.ts";
import type { TestClock } from "./test-clock.ts";

/** What stands between a service and its callers. */
export interface Observer {
  readonly clock: TestClock;
  readonly faults: PlannedFaults;
  readonly calls: RecordedCalls;
  /** Every call that has not ended. */
  readonly active: Set<ServerCall>;
}

/** The same service, its calls recorded and struck by the planned faults. Names no RPC. */
export function observeService(service: BoundService, observer: Observer): BoundService {
  return { ...service, methods: service.methods.map((method) => observed(method, observer)) };
}

function observed(method: BoundMethod, observer: Observer): BoundMethod {
  const { calls, faults, active } = observer;
  return {
    ...method,
    async run(call, io) {
      const entry = calls.begin(method.descriptor, (name) => call.requestHeaders.get(name));
      const fault = faults.take(method.descriptor.localName) ?? {};
      active.add(call);
      const stop = watchCall(call, entry, () => active.delete(call));
      try {
        await runWith(fault, { method, call, io, entry, clock: observer.clock });
        entry.end();
      } catch (error) {
        entry.end(recordedError(error));
        throw error;
      } finally {
        stop();
        active.delete(call);
      }
    },
  };
}

interface ObservedCall {
  readonly method: BoundMethod;
  readonly call: ServerCall;
  readonly io: CallIO;
  readonly entry: CallEntry;
  readonly clock: TestClock;
}

async function runWith(fault: PlannedFault, observed: ObservedCall): Promise<void> {
  const { method, call, io, entry, clock } = observed;
  if (fault.delayMs !== undefined) await clock.sleep(fault.delayMs, call.signal);
  if (fault.failure === undefined) return method.run(call, recordingIO(method, io, entry));
  if (fault.afterMessages === undefined) throw injectedError(fault.failure);
  if (fault.afterMessages === 0) {
    call.sendHeaders();
    throw injectedError(fault.failure);
  }
  return method.run(call, breakingIO(recordingIO(method, io, entry), fault));
}

/** Writes down at once that a call was cancelled, and that its headers are out. */
function watchCall(call: ServerCall, entry: CallEntry, onCancelled: () => void): () => void {
  const sendHeaders = call.onSendHeaders;
  call.onSendHeaders = () => {
    sendHeaders?.();
    entry.answer();
  };
  const cancelled = () => {
    entry.end(recordedError(call.signal.reason));
    onCancelled();
  };
  call.signal.addEventListener("abort", cancelled, { once: true });
  return () => call.signal.removeEventListener("abort", cancelled);
}

function recordingIO({ descriptor }: BoundMethod, io: CallIO, entry: CallEntry): CallIO {
  const asked = (request: Message) => {
    entry.requests.push(clone(descriptor.input, request));
  };
  return {
    receiveCapacity: io.receiveCapacity,
    async receive() {
      const request = await io.receive();
      asked(request);
      return request;
    },
    receiveInto(queue) {
      const write: MessageQueue<Message>["write"] = (request, size) => {
        asked(request);
        return queue.write(request, size);
      };
      io.receiveInto({ ...queue, write });
    },
    send(response) {
      entry.responses.push(clone(descriptor.output, response));
      return io.send(response);
    },
  };
}

/** Fails as soon as so many messages are sent. */
function breakingIO(
  io: CallIO,
  { failure = "UNAVAILABLE", afterMessages = 1 }: PlannedFault,
): CallIO {
  let sent = 0;
  return {
    ...io,
    async send(response) {
      await io.send(response);
      sent += 1;
      if (sent >= afterMessages) throw injectedError(failure);
    },
  };
}

/** What the caller gets of what was thrown. */
function recordedError(error: unknown): ServiceError {
  if (isServiceError(error)) return error;
  return new ServiceError("INTERNAL", "Internal error", { reason: "INTERNAL", cause: error });
}
