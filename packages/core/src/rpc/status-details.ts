import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Any, anyPack, anyUnpack, DurationSchema } from "@bufbuild/protobuf/wkt";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RequestInfoSchema,
  RetryInfoSchema,
} from "../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../gen/google/rpc/status_pb.ts";
import {
  ServiceError,
  type ServiceErrorOptions,
  statusCodeOf,
  statusNumbers,
} from "./service-error.ts";

/** The schemas of the details that this package reads and writes. */
export const errorDetailSchemas = [
  ErrorInfoSchema,
  BadRequestSchema,
  RetryInfoSchema,
  RequestInfoSchema,
] as const;

/**
 * The `google.rpc` details of an error.
 *
 * Source: https://google.aip.dev/193
 */
export function errorDetails(error: ServiceError): Any[] {
  const details: Any[] = [];
  if (error.reason !== "") {
    const { reason, domain, metadata } = error;
    details.push(
      anyPack(
        ErrorInfoSchema,
        create(ErrorInfoSchema, { reason, domain, metadata: { ...metadata } }),
      ),
    );
  }
  if (error.fieldViolations.length > 0) {
    const fieldViolations = [...error.fieldViolations];
    details.push(anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations })));
  }
  if (error.retryAfterMs !== undefined) {
    const retryDelay = durationFromMs(error.retryAfterMs);
    details.push(anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay })));
  }
  if (error.requestId !== undefined) {
    const { requestId } = error;
    details.push(anyPack(RequestInfoSchema, create(RequestInfoSchema, { requestId })));
  }
  return [...details, ...error.otherDetails];
}

/** The error that a code, a message and `google.rpc` details describe. */
export function errorFromDetails(
  code: number,
  message: string,
  details: readonly Any[],
): ServiceError {
  const options: { -readonly [K in keyof ServiceErrorOptions]: ServiceErrorOptions[K] } = {};
  const otherDetails: Any[] = [];
  for (const detail of details) {
    const read = readersByTypeUrl.get(detail.typeUrl);
    if (read === undefined) otherDetails.push(detail);
    else Object.assign(options, read(detail));
  }
  if (otherDetails.length > 0) options.otherDetails = otherDetails;
  return new ServiceError(statusCodeOf(code), message, options);
}

/** An error as a serialized `google.rpc.Status`, the content of `grpc-status-details-bin`. */
export function encodeStatus(error: ServiceError): Uint8Array {
  const status = create(StatusSchema, {
    code: statusNumbers[error.code],
    message: error.message,
    details: errorDetails(error),
  });
  return toBinary(StatusSchema, status);
}

/**
 * The error in a serialized `google.rpc.Status`.
 *
 * @throws an Error if the bytes are not one.
 */
export function decodeStatus(bytes: Uint8Array): ServiceError {
  const status = fromBinary(StatusSchema, bytes);
  return errorFromDetails(status.code, status.message, status.details);
}

const readersByTypeUrl = new Map<string, (detail: Any) => ServiceErrorOptions>([
  [
    typeUrl(ErrorInfoSchema.typeName),
    (detail) => {
      const info = anyUnpack(detail, ErrorInfoSchema);
      return info ? { reason: info.reason, domain: info.domain, metadata: info.metadata } : {};
    },
  ],
  [
    typeUrl(BadRequestSchema.typeName),
    (detail) => ({
      fieldViolations: (anyUnpack(detail, BadRequestSchema)?.fieldViolations ?? []).map(
        ({ field, description }) => ({ field, description }),
      ),
    }),
  ],
  [
    typeUrl(RetryInfoSchema.typeName),
    (detail) => {
      const delay = anyUnpack(detail, RetryInfoSchema)?.retryDelay;
      return delay ? { retryAfterMs: Number(delay.seconds) * 1000 + delay.nanos / 1e6 } : {};
    },
  ],
  [
    typeUrl(RequestInfoSchema.typeName),
    (detail) => {
      const requestId = anyUnpack(detail, RequestInfoSchema)?.requestId;
      return requestId === undefined ? {} : { requestId };
    },
  ],
]);

function typeUrl(typeName: string): string {
  return `type.googleapis.com/${typeName}`;
}

/** The most that JSON has a form for: 10,000 years. */
const longestMs = 315_576_000_000_000;

function durationFromMs(ms: number) {
  // No number is none.
  const bounded = Math.max(-longestMs, Math.min(ms || 0, longestMs));
  const seconds = Math.trunc(bounded / 1000);
  const nanos = Math.round((bounded - seconds * 1000) * 1e6);
  // What rounds to a second is one.
  const carry = Math.trunc(nanos / 1e9);
  return create(DurationSchema, { seconds: BigInt(seconds + carry), nanos: nanos - carry * 1e9 });
}
