import { type ServiceError, statusNumbers, trailerStatus } from "@org/user-core";
import { base64 } from "./base64.ts";
import { listOf, objectOf } from "./header-list.ts";
import {
  type HeaderList,
  type HeaderObject,
  noBytes,
  type Protocol,
  type Trailers,
} from "./protocol.ts";
import { grpcTimeoutMs } from "./timeout.ts";

/**
 * The gRPC protocol, whose status is in HTTP trailers.
 *
 * Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function grpcProtocol(codec: Protocol["codec"]): Protocol {
  const contentType = `application/grpc+${codec}`;
  return {
    name: "grpc",
    codec,
    contentType,
    enveloped: true,
    text: false,
    encodingHeader: "grpc-encoding",
    acceptEncodingHeader: "grpc-accept-encoding",
    timeoutMs: grpcTimeoutMs,
    succeed: (message, headers, trailers) => ({
      status: 200,
      headers: ["content-type", contentType, ...headers],
      body: message,
      trailers: trailers === undefined ? ok : objectOf(statusTrailers(undefined, trailers)),
    }),
    fail: (error, headers, trailers) => ({
      status: 200,
      headers: ["content-type", contentType, ...headers],
      body: noBytes,
      trailers: objectOf(statusTrailers(error, trailers)),
    }),
    endStream: (error, trailers) => ({
      frame: undefined,
      trailers: objectOf(statusTrailers(error, trailers)),
    }),
  };
}

/** One for most calls. */
const ok: HeaderObject = { "grpc-status": "0" };

/** Trailers with the call's status, as gRPC and gRPC-Web have them. */
export function statusTrailers(error: ServiceError | undefined, trailers: Trailers): HeaderList {
  const custom = trailers === undefined ? [] : listOf(trailers);
  if (error === undefined) return ["grpc-status", "0", ...custom];
  const { message, details } = trailerStatus(error);
  return [
    ...["grpc-status", `${statusNumbers[error.code]}`],
    ...["grpc-message", percentEncoded(message)],
    ...["grpc-status-details-bin", base64(details)],
    ...custom,
  ];
}

/** Printable ASCII as it is, all else and `%` byte by byte; spaces at the ends too, which HTTP would take away. */
function percentEncoded(message: string): string {
  if (/^(?! )[ -$&-~]*(?<! )$/.test(message)) return message;
  return message.replace(/^ +| +$|[^ -$&-~]+/g, encodeURIComponent);
}
