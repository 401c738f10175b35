import { ServiceError } from "@org/user-core";

/** The error of a request that no client should send. */
export function invalidArgument(message: string, cause?: unknown): ServiceError {
  return new ServiceError("INVALID_ARGUMENT", message, { reason: "INVALID_REQUEST", cause });
}

/** The error of a request message over the limit. */
export function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError(
    "RESOURCE_EXHAUSTED",
    `The request message is larger than ${maxBytes} bytes`,
    { reason: "MESSAGE_TOO_LARGE", metadata: { max_bytes: `${maxBytes}` } },
  );
}

/** The error of request headers over the limit. */
export function headersTooLarge(maxBytes: number): ServiceError {
  return new ServiceError(
    "RESOURCE_EXHAUSTED",
    `The request metadata is larger than ${maxBytes} bytes`,
    { reason: "METADATA_TOO_LARGE", metadata: { max_bytes: `${maxBytes}` } },
  );
}

/** The error of a call with more or fewer request messages than the one it must have. */
export function notOneMessage(message: string): ServiceError {
  return new ServiceError("UNIMPLEMENTED", message, { reason: "INVALID_REQUEST" });
}

/** The error of a request compressed in a way that can't be read here. */
export function unknownEncoding(encoding: string): ServiceError {
  return new ServiceError("UNIMPLEMENTED", `The encoding ${encoding} is not supported`, {
    reason: "INVALID_REQUEST",
  });
}

/** The error of a request that is not compressed as it says. */
export function notCompressed(encoding: string): ServiceError {
  // Not even as a cause: a library's own words say nothing more.
  return invalidArgument(`The request can't be decompressed as ${encoding}`);
}

/** The error of one call more on a connection than it may have. */
export function tooManyCalls(most: number): ServiceError {
  return new ServiceError("RESOURCE_EXHAUSTED", `A connection may have ${most} calls at a time`, {
    reason: "OVERLOADED",
    retryAfterMs: 1_000,
  });
}
