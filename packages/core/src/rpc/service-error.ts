import type { Any } from "@bufbuild/protobuf/wkt";

/**
 * The canonical gRPC status codes other than OK, with their numbers on the wire.
 *
 * Source: https://grpc.github.io/grpc/core/md_doc_statuscodes.html
 */
export const statusNumbers = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** A canonical status code by its name. */
export type StatusCode = keyof typeof statusNumbers;

const codesByNumber = new Map<number, StatusCode>(
  Object.entries(statusNumbers).map(([code, number]) => [number, code as StatusCode]),
);

/** The code with this number; UNKNOWN for a number the specification does not list. */
export function statusCodeOf(number: number): StatusCode {
  return codesByNumber.get(number) ?? "UNKNOWN";
}

/** Why a call failed, for programs. The reasons of domain `userservice`. */
export type ErrorReason =
  | "CANCELLED"
  | "CERTIFICATE_MISSING"
  | "DEADLINE_EXCEEDED"
  | "EMAIL_TAKEN"
  | "INTERNAL"
  | "INVALID_CREDENTIALS"
  | "INVALID_REQUEST"
  | "KEYS_UNAVAILABLE"
  | "MESSAGE_TOO_LARGE"
  | "METADATA_TOO_LARGE"
  | "OVERLOADED"
  | "PERMISSION_DENIED"
  | "RATE_LIMITED"
  | "REQUEST_ID_REUSED"
  | "REQUEST_STREAM_IDLE"
  | "RESUME_POINT_AHEAD"
  | "RESUME_POINT_EXPIRED"
  | "RESUME_TOKEN_FOREIGN"
  | "REVISION_MISMATCH"
  | "SCOPE_MISSING"
  | "SHUTTING_DOWN"
  | "STORE_FOREIGN"
  | "STORE_FULL"
  | "STORE_UNAVAILABLE"
  | "TOKEN_EXPIRED"
  | "TOKEN_INVALID"
  | "TOKEN_MISSING"
  | "TOO_MANY_ATTEMPTS"
  | "UNIMPLEMENTED"
  | "USER_INACTIVE"
  | "USER_NOT_FOUND";

/** One field at fault, as in `google.rpc.BadRequest.FieldViolation`. */
export interface FieldViolation {
  /** Path of the field in the request, in its protobuf spelling: `user.email`. */
  readonly field: string;
  /** What is wrong with it, as a sentence for a person. */
  readonly description: string;
}

/** What a `ServiceError` says beyond its code and message. */
export interface ServiceErrorOptions {
  /** Why, for programs, in UPPER_SNAKE_CASE; a service of your own has reasons of its own. */
  readonly reason?: ErrorReason | (string & {});
  /** Who defines the reason. Default: `userservice`. */
  readonly domain?: string;
  /** Facts for programs, as in `google.rpc.ErrorInfo.metadata`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The fields at fault. */
  readonly fieldViolations?: readonly FieldViolation[];
  /** A later try may work, after this many milliseconds. */
  readonly retryAfterMs?: number;
  /** Id of the call in the server's log. */
  readonly requestId?: string;
  /** Details of other types, as received. */
  readonly otherDetails?: readonly Any[];
  /** What led to it. For logs in this process; never sent. */
  readonly cause?: unknown;
}

const brand = Symbol.for("@org/user-core/ServiceError");

/**
 * The one error of every call: thrown by handlers and middleware, mapped to a
 * status by each transport, and given back the same by each client.
 *
 * Recognise it with {@link isServiceError}, which also knows errors made by
 * another copy of this package.
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** Canonical status code. */
  readonly code: StatusCode;
  /** Why, for programs; empty if the sender gave none. */
  readonly reason: string;
  /** Who defines the reason. */
  readonly domain: string;
  /** Facts for programs. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The fields at fault. */
  readonly fieldViolations: readonly FieldViolation[];
  /** A later try may work, after this many milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Id of the call in the server's log. */
  readonly requestId: string | undefined;
  /** Details of types this package does not read, as received. */
  readonly otherDetails: readonly Any[];

  constructor(code: StatusCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = options.reason ?? "";
    this.domain = options.domain ?? "userservice";
    this.metadata = options.metadata ?? {};
    this.fieldViolations = options.fieldViolations ?? [];
    this.retryAfterMs = options.retryAfterMs;
    this.requestId = options.requestId;
    this.otherDetails = options.otherDetails ?? [];
  }

  get [brand](): true {
    return true;
  }
}

/** Whether a value is a {@link ServiceError}, of this copy of the package or another. */
export function isServiceError(value: unknown): value is ServiceError {
  return typeof value === "object" && value !== null && brand in value;
}
