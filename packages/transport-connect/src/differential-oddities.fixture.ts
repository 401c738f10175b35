import { create, type DescMethod, toBinary } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import type { Outcome } from "./differential-outcome.fixture.ts";
import { type CallRequest, httpOf } from "./differential-requests.fixture.ts";
import type { HttpRequest } from "./differential-wire.fixture.ts";
import { contentTypesOf } from "./protocols/content-type.ts";

/** A request that is none of a call. */
export interface OddRequest {
  readonly http: HttpRequest;
  /** Whether HTTP has the trailers that gRPC needs. */
  readonly grpc: boolean;
}

/** What our way tells besides the status, which is all that Connect-ES answers. */
const told = {
  405: {
    reason: "RFC 9110, section 15.5.6, wants those verbs named that are",
    headers: (_, { methodKind, idempotency }) => {
      const get = idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
      return [["allow", get && methodKind === "unary" ? "POST, GET" : "POST"]];
    },
  },
  415: {
    reason: "RFC 9110, section 15.5.16: who sends another content type is to learn which will do",
    headers: ({ http, grpc }, { methodKind }) => {
      const types = contentTypesOf(methodKind === "unary", grpc);
      const accepted = http.method === "POST" ? [["accept-post", types] as const] : [];
      return [...accepted, ["content-type", "text/plain"]];
    },
  },
} satisfies Record<number, OddDifference>;

interface OddDifference {
  readonly reason: string;
  readonly headers: (odd: OddRequest, method: DescMethod) => Outcome["headers"];
}

/** What our way should answer to what is none of a call where Connect-ES answers this. */
export function expectedOfOdd(theirs: Outcome, odd: OddRequest, method: DescMethod): Outcome {
  const [, difference] =
    Object.entries(told).find(([status]) => Number(status) === theirs.status) ?? [];
  return difference ? { ...theirs, headers: difference.headers(odd, method) } : theirs;
}

/** This call with something about it that makes it none. */
export function oddRequestOf(request: CallRequest): fc.Arbitrary<OddRequest> {
  const http = httpOf({ ...request, encoding: undefined });
  const { method } = request;
  const odd = [
    oddContentType(method).map((type) => ({ http: withType(http, type) })),
    oddVerb.map((verb) => ({ http: { ...http, method: verb } })),
    oddQuery.map((query) => ({ http: asGet(http, query, undefined) })),
    oddContentType(method)
      .filter((type) => !!type)
      .map((type) => ({ http: asGet(http, soundQuery(method), type) })),
    ...(method.idempotency === 1
      ? []
      : [fc.constant({ http: asGet(http, soundQuery(method), undefined) })]),
    ...(request.speech.protocol === "grpc" ? [fc.constant({ http, grpc: false })] : []),
  ];
  return fc.oneof(...odd).map((each) => ({ grpc: true, ...each }));
}

const oddVerb = fc.constantFrom("GET", "PUT", "HEAD", "OPTIONS", "DELETE", "post");
const oddQuery = fc.constantFrom("", "?", "?encoding=xml&message=%7B%7D", "?connect=v1&message=");

function asGet(http: HttpRequest, query: string, type: string | undefined): HttpRequest {
  return { ...withType(http, type), method: "GET", query, chunks: [] };
}

function soundQuery(method: DescMethod): string {
  const message = Buffer.from(toBinary(method.input, create(method.input))).toString("base64url");
  return `?connect=v1&base64=1&encoding=proto&message=${message}`;
}

function oddContentType(method: DescMethod): fc.Arbitrary<string | undefined> {
  const others = method.methodKind === "unary" ? "application/connect+" : "application/";
  return fc.constantFrom(
    ...[undefined, "", "text/plain", "application/grpc+xml", "application/grpcfoo"],
    ...["application/grpc-web-texts", "application/json;charset=latin1", "application/connect"],
    ...[
      "application/x-www-form-urlencoded",
      "application/grpc+proto; charset=utf-8",
      "application",
    ],
    ...[`${others}json`, `${others}proto`, `${others}JSON; charset=utf-8`],
  );
}

function withType(http: HttpRequest, type: string | undefined): HttpRequest {
  const others = http.headers.filter(([each]) => each !== "content-type");
  return { ...http, headers: type === undefined ? others : [...others, ["content-type", type]] };
}
