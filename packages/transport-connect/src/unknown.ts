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
  const protocol = protocolOf(wire.headers.get("content-type"), true) ?? connect;
  const answer = protocol.fail(error, [], undefined);
  wire.answer(protocol.name === "connect" ? { ...answer, status: 404 } : answer);
}
