import assert from "node:assert/strict";
import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import {
  decodeStatus,
  encodeStatus,
  isServiceError,
  type ServiceError,
  statusCodeOf,
} from "@org/user-core";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RequestInfoSchema,
  RetryInfoSchema,
} from "../../packages/core/src/gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../packages/core/src/gen/google/rpc/status_pb.ts";
import { connectErrorJson } from "../../packages/transport-connect/src/protocols/connect-error-json.ts";
import type { FuzzTarget } from "../target.ts";

function decode(bytes: Uint8Array): ServiceError | undefined {
  try {
    return decodeStatus(bytes);
  } catch (error) {
    assert.ok(error instanceof Error);
    return undefined;
  }
}

const prefix = "type.googleapis.com/";

/** What the last detail of a type says, read without the parser. */
function lastOf<S extends DescMessage>(
  details: readonly Any[],
  schema: S,
): MessageShape<S> | undefined {
  const detail = details.findLast(({ typeUrl }) => typeUrl === `${prefix}${schema.typeName}`);
  return detail && fromBinary(schema, detail.value);
}

/** Throws unless an error says what is in the details that it was read from. */
function requireRead(error: ServiceError, data: Uint8Array): void {
  const { details, code, message } = fromBinary(StatusSchema, data);
  assert.deepEqual([error.code, error.message], [statusCodeOf(code), message]);
  const info = lastOf(details, ErrorInfoSchema);
  const { reason = "", domain = "userservice", metadata = {} } = info ?? {};
  assert.deepEqual([error.reason, error.domain, { ...error.metadata }], [reason, domain, metadata]);
  assert.equal(error.requestId, lastOf(details, RequestInfoSchema)?.requestId);
  const violations = lastOf(details, BadRequestSchema)?.fieldViolations ?? [];
  const fields = violations.map(({ field, description }) => ({ field, description }));
  assert.deepEqual(error.fieldViolations, fields);
  const delay = lastOf(details, RetryInfoSchema)?.retryDelay;
  if (delay) assert.equal(error.retryAfterMs, Number(delay.seconds) * 1000 + delay.nanos / 1e6);
}

/** All that an error says to others, but when to try again. */
function saidBy({ code, message, reason, domain, metadata, ...error }: ServiceError) {
  const { fieldViolations, requestId, otherDetails } = error;
  const others = otherDetails.map(({ typeUrl, value }) => [typeUrl, Buffer.from(value)]);
  // Without a reason there is nothing to say its domain and metadata in.
  const info = reason === "" ? {} : { reason, domain, metadata };
  return { code, message, ...info, fieldViolations, requestId, others };
}

/** The longest `google.protobuf.Duration`, of ten thousand years. */
const longestMs = 315_576_000_000_000;

/** As good as doubles of milliseconds are; longer than the longest is the longest. */
function requireClose(ms: number | undefined, expected: number | undefined): void {
  assert.equal(ms === undefined, expected === undefined);
  if (ms === undefined || expected === undefined) return;
  const [a, b] = [ms, expected].map((each) => Math.max(-longestMs, Math.min(each, longestMs)));
  assert.ok(Math.abs((a ?? 0) - (b ?? 0)) <= 1e-6 + Math.abs(expected) * 1e-12, `${a} ${b}`);
}

/** Errors as `google.rpc.Status` and as Connect's JSON: whatever one can read, one can say again. */
export const target: FuzzTarget = {
  words: [
    ...["type.googleapis.com/", "google.rpc.ErrorInfo", "google.rpc.BadRequest", "/"],
    ...["google.rpc.RetryInfo", "google.rpc.RequestInfo", "INVALID_REQUEST", "userservice"],
  ],
  run(data) {
    const error = decode(data);
    if (error === undefined) return;
    assert.ok(isServiceError(error));
    requireRead(error, data);
    const json: unknown = JSON.parse(JSON.stringify(connectErrorJson(error)));
    assert.ok(typeof json === "object" && json !== null && "code" in json && "message" in json);
    assert.equal(json.message, error.message);
    const again = decode(encodeStatus(error));
    assert.ok(again);
    assert.deepEqual(saidBy(again), saidBy(error));
    requireClose(again.retryAfterMs, error.retryAfterMs);
  },
};
