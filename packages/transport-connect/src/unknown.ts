import { ServiceError } from "@org/user-core";
import { connectProtocol } from "./protocols/connect.ts";
import { protocolOf } from "./protocols/content-type.ts";
import type { Wire } from "./wires/wire.ts";

const connect = connectProtocol("json", false);

/** Answers a request for what is not served: UNIMPLEMENTED, in the caller's own protocol. */
export function answerUnknown(wire: Wire): void {
  const error = new ServiceError("UNIMPLEMENTED", `There is no ${wire.path} here`, {
    reason: "UNIMPLEMENTED",
  });
  refuse(wire, error, 404);
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
