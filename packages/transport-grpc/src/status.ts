import type { Metadata, StatusObject } from "@grpc/grpc-js";
import {
  callCancelled,
  deadlineExceeded,
  decodeStatus,
  ServiceError,
  statusCodeOf,
  statusNumbers,
  trailerStatus,
} from "@org/user-core";

/** Header of the serialized `google.rpc.Status`, as every gRPC implementation with rich errors has it. */
const detailsHeader = "grpc-status-details-bin";

/** The status that ends a failed call: code, message and details, never a cause. */
export function statusOf(error: ServiceError, trailers: Metadata): StatusObject {
  const { message, details } = trailerStatus(error);
  trailers.set(detailsHeader, Buffer.from(details));
  return { code: statusNumbers[error.code], details: message, metadata: trailers };
}

/** The error that a status other than OK stands for. */
export function errorOf({ code, details, metadata }: StatusObject): ServiceError {
  const [encoded] = metadata.get(detailsHeader);
  if (Buffer.isBuffer(encoded)) return decodeDetails(encoded, code, details);
  const name = statusCodeOf(code);
  // Made on this side of the wire, where there are no details to send.
  if (name === "CANCELLED") return callCancelled();
  if (name === "DEADLINE_EXCEEDED") return deadlineExceeded();
  return new ServiceError(name, details);
}

function decodeDetails(encoded: Uint8Array, code: number, message: string): ServiceError {
  try {
    return decodeStatus(encoded);
  } catch (cause) {
    return new ServiceError(statusCodeOf(code), message, { cause });
  }
}
