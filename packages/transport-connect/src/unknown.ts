import { ServiceError } from "@org/user-core";
import { connectProtocol } from "./protocols/connect.ts";
import { protocolOf } from "./protocols/content-type.ts";
import { type Answer, noBytes, type Protocol } from "./protocols/protocol.ts";
import { answerUnsupportedType } from "./unsupported.ts";
import type { Wire } from "./wires/wire.ts";

const connect = connectProtocol("json", false);

/** Answers a request for what is not served: UNIMPLEMENTED, in the caller's own protocol. */
export function answerUnknown(wire: Wire): void {
  refuse(wire, unimplemented(wire), 404);
}

/**
 * Answers a call of a method that a service here does not have as the call of one that is not
 * implemented. Who sends what is no call learns what would be.
 */
export function answerUnknownMethod(wire: Wire, grpc: boolean): void {
  const type = wire.headers.get("content-type");
  const asked = protocolOf(type, true) ?? protocolOf(type, false);
  // A GET, and what a person asks with a browser, has none.
  const protocol = asked ?? (wire.method === "POST" ? undefined : connect);
  if (protocol === undefined || (protocol.name === "grpc" && !grpc)) {
    answerUnsupportedType(wire, true, grpc);
  } else wire.answer(failed(protocol, unimplemented(wire)));
}

/** Answers a request with an error in the caller's own protocol; over Connect with this HTTP status, if there is one. */
export function refuse(wire: Wire, error: ServiceError, status?: number): void {
  const asked = protocolOf(wire.headers.get("content-type"), true) ?? connect;
  // Where there are no trailers, gRPC has no place for a status.
  const protocol = asked.name === "grpc" && wire.httpVersion === "" ? connect : asked;
  const answer = protocol.fail(error, [], undefined);
  const own = protocol.name === "connect" && status !== undefined;
  wire.answer(own ? { ...answer, status } : answer);
}

/** The answer of a call that failed, of a stream too. */
function failed(protocol: Protocol, error: ServiceError): Answer {
  const { name, enveloped, contentType } = protocol;
  if (name !== "connect" || !enveloped) return protocol.fail(error, [], undefined);
  // Its clients read an error at the end of a stream alone.
  const { frame = noBytes } = protocol.endStream(error, undefined);
  return { status: 200, headers: ["content-type", contentType], body: frame, trailers: undefined };
}

function unimplemented({ path }: Wire): ServiceError {
  return new ServiceError("UNIMPLEMENTED", `There is no ${path} here`, { reason: "UNIMPLEMENTED" });
}
