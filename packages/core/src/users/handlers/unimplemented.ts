import { ServiceError } from "../../rpc/service-error.ts";

/** UNIMPLEMENTED for an RPC of the contract that this version does not serve yet. */
export function unimplemented(method: string): ServiceError {
  return new ServiceError("UNIMPLEMENTED", `${method} is not implemented yet`, {
    reason: "UNIMPLEMENTED",
  });
}
