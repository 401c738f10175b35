import { answerUnary } from "./answer-unary.ts";
import { protocolOf } from "./protocols/content-type.ts";
import type { Protocol } from "./protocols/protocol.ts";
import type { Route } from "./route.ts";
import { serveStream } from "./serve-stream.ts";
import type { Wire } from "./wires/wire.ts";

/**
 * Serves a request that is a plain call of this RPC. Gives `false`, and has done
 * nothing, for one that is not: compressed, GET, of another content type.
 *
 * @param grpc whether HTTP has the trailers that gRPC needs.
 */
export function serveWire(route: Route, wire: Wire, grpc: boolean): boolean {
  const protocol = plainProtocolOf(route, wire);
  if (protocol === undefined || (protocol.name === "grpc" && !grpc)) return false;
  if (route.unary) serveUnary(route, protocol, wire);
  else serveStream(route, protocol, wire);
  return true;
}

function serveUnary(route: Route, protocol: Protocol, wire: Wire): void {
  const { answer, cancel } = answerUnary(route, protocol, wire, wire.headerBytes());
  wire.onGone = cancel;
  void answer.then((whole) => wire.answer(whole));
}

function plainProtocolOf(route: Route, wire: Wire): Protocol | undefined {
  if (wire.method !== "POST") return undefined;
  const protocol = protocolOf(wire.headers.get("content-type"), route.unary);
  if (protocol === undefined) return undefined;
  const encoding = wire.headers.get(encodingHeader(protocol));
  return encoding === null || encoding === "identity" ? protocol : undefined;
}

function encodingHeader({ name, enveloped }: Protocol): string {
  if (name !== "connect") return "grpc-encoding";
  return enveloped ? "connect-content-encoding" : "content-encoding";
}
