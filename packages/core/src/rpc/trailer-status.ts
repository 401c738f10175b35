import { ServiceError } from "./service-error.ts";
import { encodeStatus } from "./status-details.ts";

// Trailers that are too large cost the client its whole connection.
const maxMessageLength = 1_024;
const maxDetailBytes = 4_096;

/** An error as it goes into HTTP trailers. */
export interface TrailerStatus {
  /** The error's message, cut where it is too long. */
  readonly message: string;
  /** The serialized `google.rpc.Status`, with the reason alone where the details are too large. */
  readonly details: Uint8Array;
}

/** What of an error fits into the trailers `grpc-message` and `grpc-status-details-bin`. */
export function trailerStatus(error: ServiceError): TrailerStatus {
  const whole = encodeStatus(error);
  const message = wellFormed(error.message);
  if (whole.length <= maxDetailBytes) return { message, details: whole };
  return { message, details: encodeStatus(withReasonAlone(error)) };
}

/** The error itself if it fits into trailers, else what of it does. */
export function fitForTrailers(error: ServiceError): ServiceError {
  return encodeStatus(error).length <= maxDetailBytes ? error : withReasonAlone(error);
}

function withReasonAlone({ code, message, reason, domain, requestId }: ServiceError): ServiceError {
  const id = requestId === undefined ? {} : { requestId: requestId.slice(0, 64) };
  return new ServiceError(code, wellFormed(message), {
    reason: reason.slice(0, 64),
    domain: domain.slice(0, 64),
    ...id,
  });
}

/** Lone surrogates have no encoding. */
function wellFormed(message: string): string {
  return message.slice(0, maxMessageLength).toWellFormed();
}
