import type { ServiceError, StatusCode } from "@org/user-core";
import { connectErrorJson } from "./connect-error-json.ts";
import { envelope, flags } from "./envelope.ts";
import { listOf, valuesOf } from "./header-list.ts";
import type { HeaderList, Protocol, Trailers } from "./protocol.ts";
import { connectTimeoutMs } from "./timeout.ts";

/**
 * The Connect protocol. A unary call is a plain HTTP exchange; a stream is of
 * envelopes, the last of which has its status.
 *
 * Source: https://connectrpc.com/docs/protocol
 */
export function connectProtocol(codec: Protocol["codec"], stream: boolean): Protocol {
  const contentType = `application/${stream ? "connect+" : ""}${codec}`;
  return {
    name: "connect",
    codec,
    contentType,
    enveloped: stream,
    text: false,
    encodingHeader: stream ? "connect-content-encoding" : "content-encoding",
    acceptEncodingHeader: stream ? "connect-accept-encoding" : "accept-encoding",
    timeoutMs: connectTimeoutMs,
    succeed: (message, headers, trailers) => ({
      status: 200,
      headers: ["content-type", contentType, ...headers, ...trailerHeaders(trailers)],
      body: message,
      trailers: undefined,
    }),
    fail: (error, headers, trailers) => ({
      status: httpStatuses[error.code],
      headers: ["content-type", "application/json", ...headers, ...trailerHeaders(trailers)],
      body: encoder.encode(JSON.stringify(connectErrorJson(error))),
      trailers: undefined,
    }),
    endStream: (error, trailers) => ({ frame: endFrame(error, trailers), trailers: undefined }),
  };
}

const encoder = new TextEncoder();

/** Source: https://connectrpc.com/docs/protocol#error-codes */
const httpStatuses = {
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
} satisfies Record<StatusCode, number>;

function trailerHeaders(trailers: Trailers): HeaderList {
  if (trailers === undefined) return [];
  return listOf(trailers).map((text, i) => (i % 2 === 0 ? `trailer-${text}` : text));
}

function endFrame(error: ServiceError | undefined, trailers: Trailers): Uint8Array {
  const list = trailers === undefined ? [] : listOf(trailers);
  const metadata = valuesOf(list);
  const end = {
    ...(error && { error: connectErrorJson(error) }),
    ...(list.length > 0 && { metadata }),
  };
  return envelope(encoder.encode(JSON.stringify(end)), flags.connectEnd);
}
