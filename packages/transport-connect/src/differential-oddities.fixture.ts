import { create, type DescMethod, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { type CallRequest, httpOf } from "./differential-requests.fixture.ts";
import type { HttpRequest } from "./differential-wire.fixture.ts";

/** A request that is none of a call. */
export interface OddRequest {
  readonly http: HttpRequest;
  /** Whether HTTP has the trailers that gRPC needs. */
  readonly grpc: boolean;
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
