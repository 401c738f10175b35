import { create } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  callCancelled,
  deadlineExceeded,
  errorDetails,
  errorFromDetails,
  fitForTrailers,
  ServiceError,
  statusCodeOf,
  statusNumbers,
} from "@org/user-core";

/** An error of ours as Connect-ES sends it: code, message and details, never a cause. */
export function connectErrorOf(thrown: ServiceError, trailers: Headers | undefined): ConnectError {
  const error = fitForTrailers(thrown);
  // Connect's codes have gRPC's numbers.
  const code: Code = statusNumbers[error.code];
  const connectError = new ConnectError(error.message.toWellFormed(), code, trailers);
  connectError.details = errorDetails(error).map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1),
    value,
  }));
  return connectError;
}

/**
 * The error of ours that one of Connect-ES's clients stands for.
 *
 * @param cancelled whether the caller itself has cancelled the call.
 */
export function errorOf(error: ConnectError, cancelled: boolean): ServiceError {
  const details = error.details.flatMap((detail) =>
    "type" in detail
      ? [
          create(AnySchema, {
            typeUrl: `type.googleapis.com/${detail.type}`,
            value: detail.value,
          }),
        ]
      : [],
  );
  if (details.length > 0) return errorFromDetails(error.code, error.rawMessage, details);
  if (isConnectionError(error)) {
    return new ServiceError("UNAVAILABLE", "The server can't be reached", { cause: error });
  }
  if (isRefusedStream(error)) {
    return new ServiceError("UNAVAILABLE", "The server takes no more calls here", { cause: error });
  }
  const name = statusCodeOf(error.code);
  // Made on this side of the wire, where there are no details to send.
  if (name === "CANCELLED") return cancelled ? callCancelled() : connectionLost(error);
  if (name === "DEADLINE_EXCEEDED") return deadlineExceeded();
  return new ServiceError(name, error.rawMessage, { cause: error });
}

function connectionLost(cause: ConnectError): ServiceError {
  return new ServiceError("UNAVAILABLE", "The connection was lost", { cause });
}

/**
 * Whether the server's HTTP/2 has refused to begin the call, as one does that is
 * about to stop. Node and Connect-ES tell it in words alone, and call it INTERNAL.
 * A server that says the same words in an answer has begun it: with an answer
 * come headers.
 *
 * Source: RFC 9113, section 8.7
 */
export function isRefusedStream({ message, metadata }: ConnectError): boolean {
  return refusedStream.test(message) && metadata.keys().next().done === true;
}

const refusedStream = /stream closed with error code (NGHTTP2_)?REFUSED_STREAM/i;

/** Whether a connection failed: Node has codes for it, and fetch a TypeError. */
function isConnectionError({ cause, code }: ConnectError): boolean {
  if (cause instanceof TypeError && code === Code.Unknown) return true;
  return cause instanceof Error && "code" in cause && /^E[A-Z]+$/.test(`${cause.code}`);
}
