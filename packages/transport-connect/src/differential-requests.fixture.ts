import type { DescMethod } from "@bufbuild/protobuf";
import { UserService } from "@org/user-core";
import fc from "fast-check";
import { type Body, bodyOf, bytesOf, encode, type Shape } from "./differential-bodies.fixture.ts";
import { metadata } from "./differential-scripts.fixture.ts";
import type { Pair } from "./differential-service.fixture.ts";
import { type Speech, speechOf } from "./differential-speech.fixture.ts";
import { timeoutOf } from "./differential-timeouts.fixture.ts";
import type { HttpRequest } from "./differential-wire.fixture.ts";

/** A call as a client sends it. */
export interface CallRequest {
  readonly method: DescMethod;
  readonly speech: Speech;
  /** The header with the protocol's timeout; `undefined` if it is not sent. */
  readonly timeout: string | undefined;
  /** The header with the encoding of its messages; `undefined` if it is not sent. */
  readonly encoding: string | undefined;
  /** Encodings that the server knows. */
  readonly known: readonly string[];
  /** How a GET has its message in the query; `undefined` for a POST. */
  readonly get: { readonly base64: boolean } | undefined;
  readonly metadata: readonly Pair[];
  readonly body: Body;
  /** Where its bytes are split, as parts of the whole. */
  readonly splits: readonly number[] | "everywhere";
  /** Whether base64 is padded after each frame. */
  readonly padsFrames: boolean;
  readonly http: Pick<HttpRequest, "httpVersion" | "pace" | "slow">;
}

export const maxMetadataBytes = 2_000;

export const unaryMethods = UserService.methods.filter((each) => each.methodKind === "unary");
export const streamMethods = UserService.methods.filter((each) => each.methodKind !== "unary");

/** Calls of this method, right ones and wrong ones. */
export function requestOf(method: DescMethod): fc.Arbitrary<CallRequest> {
  return speechOf(method).chain((speech) =>
    fc.record({
      method: fc.constant(method),
      speech: fc.constant(speech),
      timeout: timeoutOf(speech),
      encoding: fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(undefined, "identity") },
        { weight: 1, arbitrary: oddEncoding },
      ),
      known: fc.constant([]),
      get: fc.constant(undefined),
      metadata: fc.oneof(
        {
          weight: 20,
          arbitrary: fc.tuple(metadata, harmlessOf(method, speech)).map((lists) => lists.flat()),
        },
        { weight: 1, arbitrary: fc.constant<Pair[]>([["x-long", "y".repeat(maxMetadataBytes)]]) },
      ),
      body: bodyOf(method, shapeOf(method, speech)),
      splits,
      padsFrames: fc.boolean(),
      http: fc.record({
        httpVersion: fc.constantFrom("2.0", "2.0", "1.1"),
        pace: fc.constantFrom("nothing", "microtask", "turn"),
        slow: fc.boolean(),
      }),
    }),
  );
}

/** Encodings that no server of these tests knows, or not by this name. */
export const oddEncoding: fc.Arbitrary<string> = fc.constantFrom(
  ...["gzip", "br", "snappy", "", "IDENTITY", "identity, gzip"],
);

const splits = fc.oneof(
  fc.constant([]),
  fc.constant("everywhere" as const),
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
);

/** Headers that change nothing of a plain call, those of other protocols among them. */
function harmlessOf(method: DescMethod, speech: Speech): fc.Arbitrary<readonly Pair[]> {
  const own = [encodingHeaderOf({ method, speech }), timeoutHeaderOf(speech)];
  return fc.subarray(harmless.filter(([name]) => !own.includes(name)));
}

const harmless: readonly Pair[] = [
  ["te", "trailers"],
  ["grpc-encoding", "gzip"],
  ["content-encoding", "gzip"],
  ["connect-content-encoding", "gzip"],
  ["grpc-timeout", "0S"],
  ["connect-timeout-ms", "0"],
  ["grpc-accept-encoding", "gzip, identity"],
  ["accept-encoding", "br"],
  ["connect-accept-encoding", "gzip"],
  ["connect-protocol-version", "1"],
  ["user-agent", "test/1"],
];

/** What a body of this call is made of. */
export function shapeOf({ methodKind }: DescMethod, { protocol, codec }: Speech): Shape {
  return {
    codec,
    enveloped: protocol !== "connect" || methodKind !== "unary",
    one: methodKind === "unary" || methodKind === "server_streaming",
  };
}

/** The header that says how this call's messages are compressed. */
export function encodingHeaderOf({
  method,
  speech,
}: Pick<CallRequest, "method" | "speech">): string {
  if (speech.protocol !== "connect") return "grpc-encoding";
  return method.methodKind === "unary" ? "content-encoding" : "connect-content-encoding";
}

/** The header that says how this call's answers may be compressed. */
export function acceptHeaderOf(request: Pick<CallRequest, "method" | "speech">): string {
  return encodingHeaderOf(request).replace(/(content-)?encoding/, "accept-encoding");
}

function timeoutHeaderOf({ protocol }: Speech): string {
  return protocol === "connect" ? "connect-timeout-ms" : "grpc-timeout";
}

/** The call as HTTP has it. */
export function httpOf(request: CallRequest): HttpRequest {
  const { method, speech, timeout, encoding, get, metadata, http } = request;
  const path = `/${method.parent.typeName}/${method.name}`;
  const headers: readonly Pair[] = [
    ...(timeout === undefined ? [] : [[timeoutHeaderOf(speech), timeout] as const]),
    ...metadata,
  ];
  if (get) return { ...http, method: "GET", path, headers, query: queryOf(request), chunks: [] };
  return {
    ...http,
    method: "POST",
    path,
    query: "",
    headers: [
      ["content-type", speech.contentType],
      ...(encoding === undefined ? [] : [[encodingHeaderOf(request), encoding] as const]),
      ...headers,
    ],
    chunks: splitAt(wireBytes(request), request.splits),
  };
}

function queryOf({ speech, encoding, get, body }: CallRequest): string {
  const bytes = Buffer.from(bytesOf(body, false));
  const isText = Buffer.from(bytes.toString()).equals(bytes);
  const asBase64 = get?.base64 || !isText;
  const query = new URLSearchParams({
    connect: "v1",
    ...(asBase64 && { base64: "1" }),
    ...(encoding !== undefined && { compression: encoding }),
    encoding: speech.codec,
    message: asBase64 ? bytes.toString("base64url") : bytes.toString(),
  });
  return `?${query}`;
}

function wireBytes({ method, speech, body, padsFrames }: CallRequest): Uint8Array {
  const bytes = bytesOf(body, shapeOf(method, speech).enveloped);
  if (!speech.text) return bytes;
  let at = 0;
  const ends = body.frames.map((frame) => (at += encode(frame).length));
  return Buffer.from(
    cut(bytes, padsFrames ? ends : [])
      .map(base64)
      .join(""),
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** A body as it arrives, split at these places. */
export function splitAt(bytes: Uint8Array, places: CallRequest["splits"]): Uint8Array[] {
  if (places === "everywhere") return [...bytes].map((byte) => Uint8Array.of(byte));
  const ends = places.map((part) => Math.round(part * bytes.length)).sort((a, b) => a - b);
  return bytes.length === 0 && ends.length === 0 ? [] : cut(bytes, ends);
}

function cut(bytes: Uint8Array, ends: readonly number[]): Uint8Array[] {
  return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}
