import { isDeepStrictEqual } from "node:util";
import { createRegistry, fromBinary, toJson } from "@bufbuild/protobuf";
import { codeToHttpStatus } from "@connectrpc/connect/protocol-connect";
import {
  errorDetailSchemas,
  errorDetails,
  fitForTrailers,
  ServiceError,
  statusNumbers,
} from "@org/user-core";
import { faultsOf } from "./differential-faults.fixture.ts";
import type { CallError, Outcome } from "./differential-outcome.fixture.ts";
import type { CallRequest } from "./differential-requests.fixture.ts";
import type { Pair, Script } from "./differential-service.fixture.ts";

/** A request, and what came of it our way. */
export interface Exchange {
  readonly request: CallRequest;
  readonly script: Script;
  readonly ours: Outcome;
}

/** Where our way differs from Connect-ES on purpose. */
export interface Difference {
  readonly reason: string;
  readonly when: (theirs: Outcome, exchange: Exchange) => boolean;
  /** What our way answers instead. */
  readonly instead: (theirs: Outcome, exchange: Exchange) => Outcome;
}

const { INVALID_ARGUMENT, INTERNAL, DEADLINE_EXCEEDED } = statusNumbers;

export const differences = {
  "headers too large": {
    reason: "Connect-ES has no limit, ours is our own",
    when: (_, { ours }) => reasonOf(ours) === "METADATA_TOO_LARGE",
    instead: (theirs, { request, ours }) => ({
      ...withCode(theirs, request, faultsOf(request)[0] ?? 0, ours),
      ...{ messages: [], trailers: [], seen: [], wasRead: false, headers: typeOnly(theirs) },
    }),
  },
  "protobuf that is none": {
    reason: "A client's fault is not INTERNAL",
    when: (theirs) => isTheirs(theirs, INTERNAL, /^parse binary: /),
    instead: (theirs, { request, ours }) => withCode(theirs, request, INVALID_ARGUMENT, ours),
  },
  "compressed without an encoding": {
    reason: "A client's fault is not INTERNAL",
    when: (theirs) => isTheirs(theirs, INTERNAL, /^received compressed envelope/),
    instead: (theirs, { request, ours }) => withCode(theirs, request, INVALID_ARGUMENT, ours),
  },
  "several faults": {
    reason: "The first is told, which of Connect-ES's depends on how the body is split",
    when: (theirs, { request }) =>
      isTheirs(theirs, theirs.error?.code, /./) &&
      faultsOf(request).length > 1 &&
      faultsOf(request).includes(theirs.error?.code ?? 0),
    instead: (theirs, { request, ours }) =>
      withCode(theirs, request, faultsOf(request)[0] ?? 0, ours),
  },
  "faults in a stream of requests": {
    reason: "connect-call.ts makes them all CANCELLED",
    when: (theirs, { request }) =>
      theirs.error?.message === "The request stream failed" && reasonOf(theirs) === "CANCELLED",
    instead: (theirs, { request, ours }) =>
      withCode(theirs, request, faultsOf(request)[0] ?? 0, ours),
  },
  "timeouts that are over at once": {
    reason: "connect-call.ts makes them CANCELLED",
    when: (theirs, { request }) =>
      /^0+[a-zA-Z]?$/.test(request.timeout ?? "") && theirs.error?.message === "Call cancelled",
    instead: (theirs, { request, ours }) => withCode(theirs, request, DEADLINE_EXCEEDED, ours),
  },
  "texts of protocol errors": {
    reason: "Ours say what is wrong in our own words, with a reason",
    when: (theirs, { ours }) =>
      isTheirs(theirs, ours.error?.code, /./) &&
      ["INVALID_REQUEST", "MESSAGE_TOO_LARGE"].includes(reasonOf(ours) ?? ""),
    instead: (theirs, { request, ours }) =>
      withCode(theirs, request, theirs.error?.code ?? 0, ours),
  },
  "requests before a fault": {
    reason: "Which of them the handler sees depends on the time it takes",
    when: (theirs, { ours, request }) =>
      isRequestStream(request) &&
      faultsOf(request).length > 0 &&
      (isPrefix(ours.seen, theirs.seen) || isPrefix(theirs.seen, ours.seen)),
    instead: (theirs, { ours }) => ({ ...theirs, seen: ours.seen }),
  },
  "long errors over Connect": {
    reason: "They are in the body, and need not fit into trailers",
    when: ({ error }, { request, script }) => {
      const whole = wholeError(script);
      return (
        request.speech.protocol === "connect" &&
        whole !== undefined &&
        fitForTrailers(whole) !== whole &&
        isDeepStrictEqual(error, asRead(fitForTrailers(whole)))
      );
    },
    instead: (theirs, { script }) => {
      const whole = wholeError(script);
      return { ...theirs, error: whole && asRead(whole) };
    },
  },
  "messages before an error": {
    reason: "connect-call.ts drops those that were not read when the handler fails",
    when: (theirs, { ours, script, request }) =>
      ours.error !== undefined && isPrefix(theirs.messages, ours.messages),
    instead: (theirs, { ours }) => ({ ...theirs, messages: ours.messages }),
  },
  "long messages": {
    reason: "Trailers that are too large cost a client its connection",
    when: (theirs) => (theirs.plainError?.message.length ?? 0) > 1_024,
    instead: (theirs) => ({
      ...theirs,
      plainError: theirs.plainError && {
        ...theirs.plainError,
        message: theirs.plainError.message.slice(0, 1_024).toWellFormed(),
      },
    }),
  },
  "details for people": {
    reason: "Connect-ES has no schemas of our details, which are optional in JSON",
    when: (_, { request }) => request.speech.protocol === "connect",
    instead: (theirs) => ({ ...theirs, error: theirs.error && readable(theirs.error) }),
  },
  "content type of base64": {
    reason: "Connect-ES is asked for the binary form",
    when: (_, { request }) => request.speech.text,
    instead: (theirs) => ({
      ...theirs,
      headers: theirs.headers.map(([name, value]) =>
        name === "content-type"
          ? [name, value.replace("grpc-web", "grpc-web-text")]
          : [name, value],
      ),
    }),
  },
  "trailers of a unary call that fails over Connect": {
    reason: "They are trailers still, which Connect-ES makes headers",
    when: ({ headers, error, seen }, { request, script }) =>
      error !== undefined &&
      seen.length > 0 &&
      isUnaryConnect(request) &&
      isDeepStrictEqual(headers, pairsOf([jsonType, ...script.headers, ...script.trailers])),
    instead: (theirs, { script }) => {
      const trailers = script.trailers.map(([name, value]) => [`trailer-${name}`, value] as const);
      return { ...theirs, headers: pairsOf([jsonType, ...script.headers, ...trailers]) };
    },
  },
} satisfies Record<string, Difference>;

const jsonType = ["content-type", "application/json"] as const;

/** As HTTP joins them. */
function pairsOf(pairs: readonly Pair[]): Pair[] {
  return [...new Headers(pairs.map(([name, value]) => [name, value]))];
}

function isPrefix(some: readonly unknown[], all: readonly unknown[]): boolean {
  return isDeepStrictEqual(some, all.slice(0, some.length));
}

export function expectedOf(theirs: Outcome, exchange: Exchange): Outcome {
  let expected = theirs;
  for (const { when, instead } of Object.values<Difference>(differences)) {
    if (when(expected, exchange)) expected = instead(expected, exchange);
  }
  return expected;
}

/** An error that Connect-ES made itself, without details. */
function isTheirs({ error }: Outcome, code: number | undefined, message: RegExp): boolean {
  return (
    error !== undefined &&
    error.code === code &&
    error.details.length === 0 &&
    message.test(error.message)
  );
}

function reasonOf({ error }: Outcome): string | undefined {
  const [first] = error?.details ?? [];
  if (first === undefined || first.type !== errorInfo.typeName) return undefined;
  return fromBinary(errorInfo, Buffer.from(first.value, "hex")).reason;
}

const [errorInfo] = errorDetailSchemas;
const registry = createRegistry(...errorDetailSchemas);

function readable({ details, ...error }: CallError): CallError {
  return {
    ...error,
    details: details.map(({ type, value }) => {
      const schema = registry.getMessage(type);
      if (schema === undefined) return { type, value };
      return { type, value, debug: toJson(schema, fromBinary(schema, Buffer.from(value, "hex"))) };
    }),
  };
}

/** The error a handler means to fail with. */
function wholeError({ failure }: Script): ServiceError | undefined {
  if (failure === undefined || failure.kind === "unexpected" || failure.code === "INTERNAL")
    return undefined;
  return new ServiceError(failure.code, failure.message, failure.options);
}

function asRead(error: ServiceError): CallError {
  const details = errorDetails(error).map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1),
    value: Buffer.from(value).toString("hex"),
  }));
  return { code: statusNumbers[error.code], message: error.message.toWellFormed(), details };
}

function isRequestStream({ method: { methodKind } }: CallRequest): boolean {
  return methodKind === "client_streaming" || methodKind === "bidi_streaming";
}

function typeOnly({ headers }: Outcome): Outcome["headers"] {
  return headers.filter(([name]) => name === "content-type");
}

/** With an error of this code, told as ours is. */
function withCode(theirs: Outcome, request: CallRequest, code: number, ours: Outcome): Outcome {
  const error = { message: "none", details: [], ...ours.error, code };
  const { message } = error;
  return {
    ...theirs,
    status: isUnaryConnect(request) ? codeToHttpStatus(code) : 200,
    error,
    plainError: request.speech.protocol === "connect" ? undefined : { code, message },
  };
}

function isUnaryConnect({ method, speech }: CallRequest): boolean {
  return speech.protocol === "connect" && method.methodKind === "unary";
}
