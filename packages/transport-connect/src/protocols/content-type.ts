import { connectProtocol } from "./connect.ts";
import { grpcProtocol } from "./grpc.ts";
import { grpcWebProtocol } from "./grpc-web.ts";
import type { Protocol } from "./protocol.ts";

const grpc = { proto: grpcProtocol("proto"), json: grpcProtocol("json") };
const web = { proto: grpcWebProtocol("proto", false), json: grpcWebProtocol("json", false) };
const webText = { proto: grpcWebProtocol("proto", true), json: grpcWebProtocol("json", true) };

/** Content types of calls of every kind. */
const ofEveryKind = {
  "application/grpc": grpc.proto,
  "application/grpc+proto": grpc.proto,
  "application/grpc+json": grpc.json,
  "application/grpc-web": web.proto,
  "application/grpc-web+proto": web.proto,
  "application/grpc-web+json": web.json,
  "application/grpc-web-text": webText.proto,
  "application/grpc-web-text+proto": webText.proto,
  "application/grpc-web-text+json": webText.json,
} satisfies Record<string, Protocol>;

const unary = new Map<string, Protocol>([
  ["application/json", connectProtocol("json", false)],
  ["application/proto", connectProtocol("proto", false)],
  ...Object.entries(ofEveryKind),
]);

const streaming = new Map<string, Protocol>([
  ["application/connect+json", connectProtocol("json", true)],
  ["application/connect+proto", connectProtocol("proto", true)],
  ...Object.entries(ofEveryKind),
]);

/** The protocol of a request's content type; `undefined` for one that is not known. */
export function protocolOf(contentType: string | null, isUnary: boolean): Protocol | undefined {
  if (contentType === null) return undefined;
  const protocols = isUnary ? unary : streaming;
  return protocols.get(contentType) ?? protocols.get(plain(contentType));
}

/** What calls of a kind may be sent as, easiest first; gRPC where HTTP has the trailers for it. */
export function contentTypesOf(isUnary: boolean, grpc: boolean): string {
  const types = [...(isUnary ? unary : streaming)];
  const served = types.filter(([, { name }]) => grpc || name !== "grpc");
  return served.map(([type]) => type).join(", ");
}

/** In lower case, and without a charset that says what JSON is anyway. */
function plain(contentType: string): string {
  return contentType.toLowerCase().replace(/^([^;]*json)\s*;\s*charset=(?:utf-?8|"utf-?8")$/, "$1");
}
