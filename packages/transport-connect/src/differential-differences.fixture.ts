import { isDeepStrictEqual } from "node:util";
import { toBinary } from "@bufbuild/protobuf";
import { fitForTrailers, statusNumbers } from "@org/user-core";
import {
  asRead,
  failing,
  failsByItself,
  isUnaryConnect,
  meantError,
  readable,
  reasonOf,
  recoded,
} from "./differential-errors.fixture.ts";
import { endsAfterPrefix, faultsOf } from "./differential-faults.fixture.ts";
import type { Outcome } from "./differential-outcome.fixture.ts";
import {
  acceptHeaderOf,
  type CallRequest,
  encodingHeaderOf,
} from "./differential-requests.fixture.ts";
import type { Pair, Script } from "./differential-service.fixture.ts";
import { millisecondsOf } from "./differential-timeouts.fixture.ts";

/** A request, what its handler does, and what came of it our way. */
export interface Exchange {
  readonly request: CallRequest;
  readonly script: Script;
  readonly ours: Outcome;
}

/** Where our way answers otherwise than Connect-ES on purpose. */
interface Difference {
  readonly reason: string;
  readonly when: (theirs: Outcome, exchange: Exchange) => boolean;
  /** What our way answers instead. */
  readonly instead: (theirs: Outcome, exchange: Exchange) => Outcome;
}

const { INVALID_ARGUMENT, INTERNAL } = statusNumbers;
const requestFaults = ["INVALID_REQUEST", "MESSAGE_TOO_LARGE", "METADATA_TOO_LARGE"];
const jsonType = ["content-type", "application/json"] as const;

/** All of them. They apply in turn; what they leave must be the same. */
export const differences = {
  "headers over the limit": {
    reason: "Connect-ES has no such limit",
    when: (_, { ours }) => reasonOf(ours) === "METADATA_TOO_LARGE",
    instead: (theirs, { request }) => ({
      ...recoded(theirs, request, firstFault(request)),
      ...{ messages: [], compressed: 0, trailers: [], seen: [], wasRead: false },
      headers: isUnaryConnect(request)
        ? [jsonType]
        : theirs.headers.filter((each) => isContentType(each) || isEncoding(request, each)),
    }),
  },
  "queries over the limit": {
    reason: "Connect-ES does not limit messages there",
    when: (_, { request, ours }) => !!request.get && reasonOf(ours) === "MESSAGE_TOO_LARGE",
    instead: (theirs, { request, ours }) => ({
      ...failing(theirs, request, ours.error ?? noError),
      ...{ headers: [jsonType], messages: [], compressed: 0, trailers: [], seen: [] },
    }),
  },
  "what can't be decompressed": {
    reason: "A client's fault is not INTERNAL",
    when: (theirs) => failsByItself(theirs, INTERNAL, /^decompression failed/),
    instead: (theirs, { request }) => recoded(theirs, request, INVALID_ARGUMENT),
  },
  "protobuf that is none": {
    reason: "A client's fault is not INTERNAL",
    when: (theirs) => failsByItself(theirs, INTERNAL, /^parse binary: /),
    instead: (theirs, { request }) => recoded(theirs, request, INVALID_ARGUMENT),
  },
  "compressed without an encoding": {
    reason: "A client's fault is not INTERNAL",
    when: (theirs) => failsByItself(theirs, INTERNAL, /^received compressed envelope/),
    instead: (theirs, { request }) => recoded(theirs, request, INVALID_ARGUMENT),
  },
  "several faults": {
    reason: "The first is told; which one Connect-ES tells depends on how the body is split",
    when: (theirs, { request }) =>
      failsByItself(theirs, theirs.error?.code, /./) &&
      faultsOf(request).includes(theirs.error?.code ?? 0),
    instead: (theirs, { request }) => recoded(theirs, request, firstFault(request)),
  },
  "faults in a stream of requests": {
    reason: "Connect-ES's own words, under our reason; ours tells the first fault",
    when: (theirs, { request }) =>
      isRequestStream(request) &&
      reasonOf(theirs) === "INVALID_REQUEST" &&
      [...faultsOf(request), INVALID_ARGUMENT].includes(theirs.error?.code ?? 0),
    instead: (theirs, { request, ours }) =>
      ours.error?.code === firstFault(request) ? failing(theirs, request, ours.error) : theirs,
  },
  "a fault that the handler does not wait for": {
    reason: "Its end or the fault comes first, as time will have it",
    when: (_, { request, script }) =>
      isRequestStream(request) && faultsOf(request).length > 0 && Number.isFinite(script.reads),
    instead: (theirs, { request, ours }) => {
      const faults = faultsOf(request);
      const told = [ours, theirs].some(({ error }) => faults.includes(error?.code ?? 0));
      return told ? ours : theirs;
    },
  },
  "a body that ends after a prefix": {
    reason: "Connect-ES does not miss the message that was announced",
    when: (_, { request, ours }) =>
      endsAfterPrefix(request) && ours.error?.code === firstFault(request),
    instead: (theirs, { request, ours }) =>
      isRequestStream(request) ? ours : recoded(theirs, request, firstFault(request)),
  },
  "requests before a fault": {
    reason: "How many of them the handler sees depends on the time it takes",
    when: (theirs, { ours, request }) =>
      isRequestStream(request) &&
      faultsOf(request).length > 0 &&
      (isPrefix(ours.seen, theirs.seen) || isPrefix(theirs.seen, ours.seen)),
    instead: (theirs, { ours }) => ({ ...theirs, seen: ours.seen }),
  },
  "texts of faults": {
    reason: "Ours are in our own words, and have a reason for programs",
    when: (theirs, { ours }) =>
      failsByItself(theirs, ours.error?.code, /^/) && requestFaults.includes(reasonOf(ours) ?? ""),
    instead: (theirs, { request, ours }) => failing(theirs, request, ours.error ?? noError),
  },
  "timeouts over 2^31 ms": {
    reason: "Connect-ES ends such calls at once, for setTimeout overflows",
    when: ({ elapsedMs }, { request, script }) =>
      script.hangs && elapsedMs === 1 && millisecondsOf(request.timeout) >= 2 ** 31,
    instead: (theirs) => ({ ...theirs, elapsedMs: 30_000 }),
  },
  "fractions of a millisecond": {
    reason: "Connect-ES drops them, and a call need not end too early",
    when: ({ elapsedMs }, { ours, request, script }) =>
      script.hangs &&
      !Number.isInteger(millisecondsOf(request.timeout)) &&
      ours.elapsedMs - elapsedMs === 1,
    instead: (theirs, { ours }) => ({ ...theirs, elapsedMs: ours.elapsedMs }),
  },
  "responses that can't be written": {
    reason: "Connect-ES tells the client why, and loses trailers or what the handler does then",
    when: (_, { request, script, ours }) =>
      !isWritable(request, script) && reasonOf(ours) === "INTERNAL",
    instead: (theirs, { request, ours }) => ({
      ...failing(theirs, request, ours.error ?? noError),
      trailers: ours.trailers,
    }),
  },
  "long messages in trailers": {
    reason: "Trailers that are too large cost a client its connection",
    when: ({ plainError }) => (plainError?.message.length ?? 0) > 1_024,
    instead: ({ plainError = noError, ...theirs }) => {
      const message = plainError.message.slice(0, 1_024).toWellFormed();
      return { ...theirs, plainError: { code: plainError.code, message } };
    },
  },
  "long errors over Connect": {
    reason: "They are in the body, and need not fit into trailers",
    when: ({ error }, { request: { speech }, script }) => {
      const meant = meantError(script);
      const cut = meant && fitForTrailers(meant);
      return speech.protocol === "connect" && !!cut && isDeepStrictEqual(error, asRead(cut));
    },
    instead: (theirs, { script }) => {
      const meant = meantError(script);
      return { ...theirs, error: meant && asRead(meant) };
    },
  },
  "details for people": {
    reason: "Connect-ES has no schemas of them, and they are optional",
    when: (_, { request }) => request.speech.protocol === "connect",
    instead: (theirs) => ({ ...theirs, error: theirs.error && readable(theirs.error) }),
  },
  "content type of base64": {
    reason: "Connect-ES was asked for the binary form",
    when: (_, { request }) => request.speech.text,
    instead: (theirs) => ({
      ...theirs,
      headers: theirs.headers.map(([name, value]) =>
        isContentType([name])
          ? [name, value.replace(/grpc-web(?!-text)/, "grpc-web-text")]
          : [name, value],
      ),
    }),
  },
  "answers to calls that are not compressed": {
    reason: "A proxy compresses them, and a CPU that is busy with calls has better to do",
    when: (_, { request: { get, encoding } }) =>
      get === undefined && (encoding === undefined || encoding === "identity"),
    instead: uncompressed,
  },
  "errors of unary Connect": {
    reason: "They are seldom long",
    when: ({ error }, { request }) => error !== undefined && isUnaryConnect(request),
    instead: uncompressed,
  },
  "trailers of an error in unary Connect": {
    reason: "They are trailers still, of which Connect-ES makes headers",
    when: ({ headers, error }, { request, script }) =>
      error !== undefined &&
      isUnaryConnect(request) &&
      isDeepStrictEqual(headers, joined([jsonType, ...script.headers, ...script.trailers])),
    instead: (theirs, { script }) => {
      const trailers = script.trailers.map(([name, value]) => [`trailer-${name}`, value] as const);
      return { ...theirs, headers: joined([jsonType, ...script.headers, ...trailers]) };
    },
  },
  "encodings that are known": {
    reason: "The protocols want them told to who uses another; Connect-ES drops the header",
    when: (_, { request: { encoding, known } }) =>
      known.length > 0 && ![undefined, "identity", ...known].includes(encoding),
    instead: (theirs, { request }) =>
      withHeader(theirs, [acceptHeaderOf(request), request.known.join(", ")]),
  },
  "answers that caches may keep": {
    reason: "They differ by what the client can decompress",
    when: (_, { request }) => request.get !== undefined,
    instead: (theirs) => withHeader(theirs, ["vary", "accept-encoding"]),
  },
} satisfies Record<string, Difference>;

/** How often each was met. */
export const met = new Map<string, number>();

/** What our way should answer where Connect-ES answers this. */
export function expectedOf(theirs: Outcome, exchange: Exchange): Outcome {
  let expected = theirs;
  for (const [name, { when, instead }] of Object.entries<Difference>(differences)) {
    if (!when(expected, exchange)) continue;
    const before = expected;
    expected = instead(before, exchange);
    if (!isDeepStrictEqual(before, expected)) met.set(name, (met.get(name) ?? 0) + 1);
  }
  return expected;
}

const noError = { code: 0, message: "", details: [] };

function firstFault(request: CallRequest): number {
  return faultsOf(request)[0] ?? 0;
}

function isContentType([name]: readonly [string, ...unknown[]]): boolean {
  return name === "content-type";
}

/** As HTTP joins values of one name. */
function joined(pairs: readonly Pair[]): Pair[] {
  const headers = new Headers(pairs.map(([name, value]) => [name, value]));
  return [...headers].map(([name, value]) => [name, value.trim()]);
}

function isEncoding(request: CallRequest, [name]: readonly [string, ...unknown[]]): boolean {
  return name === encodingHeaderOf(request);
}

function uncompressed(theirs: Outcome, { request }: Exchange): Outcome {
  const headers = theirs.headers.filter((each) => !isEncoding(request, each));
  return { ...theirs, headers, compressed: 0 };
}

function withHeader(outcome: Outcome, header: Pair): Outcome {
  const others = outcome.headers.filter(([name]) => name !== header[0]);
  return { ...outcome, headers: joined([...others, header]) };
}

function isPrefix(some: readonly unknown[], all: readonly unknown[]): boolean {
  return isDeepStrictEqual(some, all.slice(0, some.length));
}

function isRequestStream({ method: { methodKind } }: CallRequest): boolean {
  return methodKind === "client_streaming" || methodKind === "bidi_streaming";
}

function isWritable({ method }: CallRequest, { responses }: Script): boolean {
  try {
    for (const message of responses) toBinary(method.output, message);
    return true;
  } catch {
    return false;
  }
}
