import { answerUnary } from "./answer-unary.ts";
import type { CallHead } from "./http-call.ts";
import { readGet } from "./protocols/connect-get.ts";
import { protocolOf } from "./protocols/content-type.ts";
import { encodingOf } from "./protocols/encoding.ts";
import { type HeaderList, noBytes } from "./protocols/protocol.ts";
import { refusalAnswer } from "./refusal-answer.ts";
import type { Route } from "./route.ts";
import { serveStream } from "./serve-stream.ts";
import { answerUnsupportedGet, answerUnsupportedType } from "./unsupported.ts";
import type { Wire } from "./wires/wire.ts";

/**
 * Serves a request for this RPC, or answers that it is none.
 *
 * @param grpc whether the wire's HTTP has the trailers that gRPC needs.
 */
export function serveWire(route: Route, wire: Wire, grpc: boolean): void {
  if (wire.method === "GET" && route.byGet) serveGet(route, wire);
  else if (wire.method === "POST") servePost(route, wire, grpc);
  // RFC 9110, section 15.5.6.
  else answerNotAllowed(wire, ["allow", route.byGet ? "POST, GET" : "POST"]);
}

function servePost(route: Route, wire: Wire, grpc: boolean): void {
  const protocol = protocolOf(wire.headers.get("content-type"), route.unary);
  if (protocol === undefined || (protocol.name === "grpc" && !grpc)) {
    answerUnsupportedType(wire, route.unary, grpc);
    return;
  }
  const refusal = route.method.admit?.(route.method.descriptor, wire);
  if (refusal !== undefined) {
    wire.answer(refusalAnswer(protocol, refusal));
    return;
  }
  const encoding = encodingOf(protocol, wire);
  const head = { route, protocol, encoding, byGet: false, headerBytes: wire.headerBytes() };
  if (route.unary) serveUnary({ ...head, request: wire }, wire);
  else serveStream({ ...head, request: wire });
}

function serveGet(route: Route, wire: Wire): void {
  const get = readGet(wire, wire.query);
  // There is no body to have a type, but one of another protocol's is not for GET.
  const type = wire.headers.get("content-type");
  const isConnect = !type || protocolOf(type, true)?.name === "connect";
  if (get === undefined || !isConnect) {
    answerUnsupportedGet(wire);
    return;
  }
  const refusal = route.method.admit?.(route.method.descriptor, wire);
  if (refusal !== undefined) wire.answer(refusalAnswer(get.protocol, refusal));
  else serveUnary({ ...get, route, byGet: true, headerBytes: wire.headerBytes() }, wire);
}

function serveUnary(head: CallHead, wire: Wire): void {
  const { answer, cancel } = answerUnary(head);
  wire.onGone = cancel;
  void answer.then((whole) => wire.answer(whole));
}

function answerNotAllowed(wire: Wire, headers: HeaderList): void {
  wire.answer({ status: 405, headers, body: noBytes, trailers: undefined });
}
