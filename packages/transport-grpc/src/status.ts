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
export const detailsHeader = "grpc-status-details-bin";

/** The status that ends a failed call: code, message and details, never a cause. */
export function statusOf(error: ServiceError, trailers: Metadata): StatusObject {
  const { message, details } = trailerStatus(error);
  trailers.set(detailsHeader, Buffer.from(details));
  return { code: statusNumbers[error.code], details: message, metadata: trailers };
}

/**
 * The error that a status other than OK stands for.
 *
 * @param cancelled whether the caller itself has cancelled the call.
 */
export function errorOf(status: StatusObject, cancelled: boolean): ServiceError {
  const { code, details, metadata } = status;
  const [encoded] = metadata.get(detailsHeader);
  if (Buffer.isBuffer(encoded)) return decodeDetails(encoded, code, details);
  const name = statusCodeOf(code);
  // Made on this side of the wire, where there are no details to send.
  if (name === "CANCELLED") return cancelled ? callCancelled() : connectionLost(details);
  if (name === "DEADLINE_EXCEEDED") return deadlineExceeded();
  return endedWithoutStatus.test(details)
    ? connectionLost(details)
    : new ServiceError(name, details);
}

/** What grpc-js calls INTERNAL when a connection ends in order and its streams do not. */
const endedWithoutStatus = /^Received RST_STREAM with code 0 /;

function connectionLost(cause: string): ServiceError {
  return new ServiceError("UNAVAILABLE", "The connection was lost", { cause });
}

function decodeDetails(encoded: Uint8Array, code: number, message: string): ServiceError {
  try {
    return decodeStatus(encoded);
  } catch (cause) {
    return new ServiceError(statusCodeOf(code), message, { cause });
  }
}
