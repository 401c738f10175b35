import type { Message } from "@bufbuild/protobuf";
import type { ServerCall, ServiceError, StatusCode } from "@org/user-core";
import { copyError } from "./copy-error.ts";
import { copyMessage } from "./copy-message.ts";
import { keptHeaders } from "./kept-headers.ts";

/** One call as the fake has seen it. */
export interface CallOfAnyService {
  /** Name of the RPC: `getUser`, … */
  readonly method: string;
  /** Request messages so far, copies. */
  readonly requests: readonly Message[];
  /** Response messages so far, copies. */
  readonly responses: readonly Message[];
  /** `pending` until it has ended. */
  readonly status: "pending" | "OK" | StatusCode;
  /** What it failed with, a copy; `undefined` if it did not. */
  readonly error: ServiceError | undefined;
  /** A request header, its name in any case; `null` if there is none. */
  header(name: string): string | null;
  /** Resolves once the response headers are out, for a watch: once it watches; or the call has ended. */
  readonly answering: Promise<void>;
  /** Resolves once the call has ended, however. */
  readonly ended: Promise<void>;
}

/** A recorded call, and how its observer writes it. */
export interface CallEntry {
  readonly recorded: CallOfAnyService;
  /** Nothing more need be waited for before it is shown. */
  begin(): void;
  asked(request: Message): void;
  answer(): void;
  answered(response: Message): void;
  end(error?: ServiceError): void;
}

/**
 * Makes the entry of a call.
 *
 * @param onBegun called once: at `begin`, at the first request, or at the end.
 */
export function createCallEntry(
  { method, requestHeaders }: ServerCall,
  onBegun: (call: CallOfAnyService) => void,
): CallEntry {
  const headers = keptHeaders(requestHeaders);
  const answering = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const requests: Message[] = [];
  const responses: Message[] = [];
  let status: CallOfAnyService["status"] = "pending";
  let failure: ServiceError | undefined;
  let begun = false;

  const recorded: CallOfAnyService = {
    method: method.localName,
    requests,
    responses,
    header: (name) => headers.get(name.toLowerCase()),
    answering: answering.promise,
    ended: ended.promise,
    get status() {
      return status;
    },
    get error() {
      return failure;
    },
  };

  function begin(): void {
    if (!begun) onBegun(recorded);
    begun = true;
  }

  return {
    recorded,
    begin,
    asked(request) {
      requests.push(copyMessage(request));
      begin();
    },
    answer: answering.resolve,
    answered(response) {
      responses.push(copyMessage(response));
      answering.resolve();
    },
    end(error) {
      if (status !== "pending") return;
      failure = error && copyError(error);
      status = error?.code ?? "OK";
      answering.resolve();
      ended.resolve();
      begin();
    },
  };
}
