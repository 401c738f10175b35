import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { ServiceError, StatusCode } from "@org/user-core";

/** One call as the fake has seen it. */
export interface AnyRecordedCall {
  readonly method: string;
  /** Request messages so far, copies. */
  readonly requests: readonly Message[];
  /** Response messages so far, copies. */
  readonly responses: readonly Message[];
  /** `pending` until it has ended. */
  readonly status: "pending" | "OK" | StatusCode;
  /** What it failed with; `undefined` if it did not. */
  readonly error: ServiceError | undefined;
  /** A request header, `null` if there is none. */
  header(name: string): string | null;
  /** Resolves once the response headers are out, for a watch: once it watches; or the call has ended. */
  readonly answering: Promise<void>;
  /** Resolves once the call has ended, however. */
  readonly ended: Promise<void>;
}

/** A recorded call as its observer writes it. */
export interface CallEntry extends AnyRecordedCall {
  readonly requests: Message[];
  readonly responses: Message[];
  answer(): void;
  end(error?: ServiceError): void;
}

/** The calls so far. */
export interface RecordedCalls {
  begin(method: DescMethod, header: (name: string) => string | null): CallEntry;
  /** All of them, in the order they began; it grows. */
  readonly all: readonly AnyRecordedCall[];
  /** The first call of this RPC that it has not given before; waits for one. */
  next(method: string): Promise<AnyRecordedCall>;
  clear(): void;
}

/** Makes a {@link RecordedCalls} with nothing in it. */
export function createRecordedCalls(): RecordedCalls {
  const entries: CallEntry[] = [];
  const unseen = new Map<string, AnyRecordedCall[]>();
  const waiting = new Map<string, ((call: AnyRecordedCall) => void)[]>();

  function announce(entry: CallEntry): void {
    const waiter = waiting.get(entry.method)?.shift();
    if (waiter) waiter(entry);
    else unseen.set(entry.method, [...(unseen.get(entry.method) ?? []), entry]);
  }

  return {
    begin(method, header) {
      const entry = createEntry(method.localName, header);
      entries.push(entry);
      announce(entry);
      return entry;
    },
    all: entries,
    async next(method) {
      const seen = unseen.get(method)?.shift();
      if (seen) return seen;
      return new Promise((resolve) => {
        waiting.set(method, [...(waiting.get(method) ?? []), resolve]);
      });
    },
    clear() {
      entries.length = 0;
      unseen.clear();
    },
  };
}

function createEntry(method: string, header: (name: string) => string | null): CallEntry {
  const answering = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let status: CallEntry["status"] = "pending";
  let failure: ServiceError | undefined;
  return {
    method,
    requests: [],
    responses: [],
    header,
    answering: answering.promise,
    ended: ended.promise,
    get status() {
      return status;
    },
    get error() {
      return failure;
    },
    answer: answering.resolve,
    end(error) {
      if (status !== "pending") return;
      failure = error;
      status = error?.code ?? "OK";
      answering.resolve();
      ended.resolve();
    },
  };
}
