import { answerUnary } from "./answer-unary.ts";
import { protocolOf } from "./protocols/content-type.ts";
import { encodingOf } from "./protocols/encoding.ts";
import type { Protocol } from "./protocols/protocol.ts";
import type { Route } from "./route.ts";
import type { Runtime } from "./serve-by-connect.ts";
import { serveStream } from "./serve-stream.ts";
import type { Wire } from "./wires/wire.ts";

/**
 * Serves a request that is a plain call of this RPC. Gives `false`, and has done
 * nothing, for one that is not: compressed, GET, of another content type.
 */
export function serveWire(route: Route, wire: Wire, runtime: Runtime): boolean {
  const protocol = plainProtocolOf(route, wire, runtime);
  if (protocol === undefined) return false;
  if (route.unary) serveUnary(route, protocol, wire);
  else serveStream(route, protocol, wire);
  return true;
}

function serveUnary(route: Route, protocol: Protocol, wire: Wire): void {
  const { answer, cancel } = answerUnary(route, protocol, wire, wire.headerBytes());
  wire.onGone = cancel;
  void answer.then((whole) => wire.answer(whole));
}

function plainProtocolOf(
  route: Route,
  wire: Wire,
  { grpc, acceptCompression }: Runtime,
): Protocol | undefined {
  if (wire.method !== "POST") return undefined;
  const protocol = protocolOf(wire.headers.get("content-type"), route.unary);
  if (protocol === undefined || (protocol.name === "grpc" && !grpc)) return undefined;
  // Where nothing compressed can be read, there is nobody to hand it to.
  const isPlain = acceptCompression.length === 0 || encodingOf(protocol, wire) === undefined;
  return isPlain ? protocol : undefined;
}
