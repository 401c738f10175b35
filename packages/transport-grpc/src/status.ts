import type { Metadata, StatusObject } from "@grpc/grpc-js";
import {
  callCancelled,
  deadlineExceeded,
  decodeStatus,
  encodeStatus,
  ServiceError,
  statusCodeOf,
  statusNumbers,
} from "@org/user-core";

/** Header of the serialized `google.rpc.Status`, as every gRPC implementation with rich errors has it. */
const detailsHeader = "grpc-status-details-bin";

/** The status that ends a failed call: code, message and details, never a cause. */
export function statusOf(error: ServiceError, trailers: Metadata): StatusObject {
  // Lone surrogates have no encoding; grpc-js would throw.
  const details = error.message.slice(0, maxMessageLength).toWellFormed();
  trailers.set(detailsHeader, encodedDetails(error, details));
  return { code: statusNumbers[error.code], details, metadata: trailers };
}

// Trailers that are too large cost the client its whole connection.
const maxMessageLength = 1_024;
const maxDetailBytes = 4_096;

/** The status with its details, or with its reason alone where they are too large. */
function encodedDetails(error: ServiceError, message: string): Buffer {
  const whole = encodeStatus(error);
  if (whole.length <= maxDetailBytes) return Buffer.from(whole);
  const { code, reason, domain, requestId } = error;
  const id = requestId === undefined ? {} : { requestId };
  const cut = new ServiceError(code, message, { reason: reason.slice(0, 64), domain, ...id });
  return Buffer.from(encodeStatus(cut));
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
