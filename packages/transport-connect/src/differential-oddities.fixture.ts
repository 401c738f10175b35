import { create, toBinary } from "@bufbuild/protobuf";
import type { Compression } from "@connectrpc/connect/protocol";
import fc from "fast-check";
import { type CallRequest, encodingHeaderOf, httpOf } from "./differential-requests.fixture.ts";
import type { HttpRequest } from "./differential-wire.fixture.ts";

/** A request that is no plain call. */
export interface OddRequest {
  readonly http: HttpRequest;
  /** Whether HTTP has the trailers that gRPC needs. */
  readonly grpc: boolean;
}

/** An encoding that no client of these tests asks for. */
export const someCompression: Compression = {
  name: "some",
  compress: async (bytes) => new Uint8Array(bytes),
  decompress: async (bytes) => new Uint8Array(bytes),
};

/** This call with something about it that our way does not serve. */
export function oddRequestOf(request: CallRequest): fc.Arbitrary<OddRequest> {
  const http = httpOf({ ...request, encoding: undefined });
  const odd = [
    oddContentType(request).map((type) => ({ http: withHeader(http, "content-type", type) })),
    oddVerb.map((method) => ({ http: { ...http, method } })),
    oddEncoding.map((encoding) => ({
      http: withHeader(http, encodingHeaderOf(request), encoding),
    })),
    query(request).map((text) => ({ http: { ...http, method: "GET", query: text, chunks: [] } })),
    ...(request.speech.protocol === "grpc" ? [fc.constant({ http, grpc: false })] : []),
  ];
  return fc.oneof(...odd).map((each) => ({ grpc: true, ...each }));
}

const oddVerb = fc.constantFrom("GET", "PUT", "HEAD", "OPTIONS", "DELETE", "post");
const oddEncoding = fc.constantFrom("gzip", "br", "snappy", "", "IDENTITY", "identity, gzip");

function oddContentType({ method }: CallRequest): fc.Arbitrary<string | undefined> {
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

/** Of a unary GET in Connect, right ones and wrong ones. */
function query({ method }: CallRequest): fc.Arbitrary<string> {
  const proto = Buffer.from(toBinary(method.input, create(method.input)));
  return fc.constantFrom(
    ...["", "?", "?encoding=json", "?encoding=xml&message=%7B%7D", "?connect=v1&encoding=proto"],
    ...["?connect=v1&encoding=json&message=%7B%7D", "?encoding=json&message=%7B"],
    `?connect=v1&base64=1&encoding=proto&message=${proto.toString("base64url")}`,
    "?base64=1&encoding=proto&message=_w&compression=identity",
    "?encoding=json&message=%7B%7D&compression=gzip",
  );
}

function withHeader(http: HttpRequest, name: string, value: string | undefined): HttpRequest {
  const others = http.headers.filter(([each]) => each !== name);
  return { ...http, headers: value === undefined ? others : [...others, [name, value]] };
}
