import { create } from "@bufbuild/protobuf";
import { anyPack, anyUnpack, StringValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { expect, it } from "vitest";
import { RetryInfoSchema } from "../gen/google/rpc/error_details_pb.ts";
import { isServiceError, ServiceError, type StatusCode, statusNumbers } from "./service-error.ts";
import { decodeStatus, encodeStatus, errorDetails, errorFromDetails } from "./status-details.ts";

const whole = {
  reason: "REVISION_MISMATCH",
  domain: "shop",
  metadata: { current_revision: "7" },
  fieldViolations: [{ field: "user.email", description: "is odd" }],
  retryAfterMs: 1_250,
  requestId: "call-1",
};

it("an error comes out of its status as it went in", () => {
  const codes = fc.constantFrom(...(Object.keys(statusNumbers) as StatusCode[]));
  const options = fc.record(
    {
      reason: fc.string({ minLength: 1 }),
      domain: fc.string(),
      metadata: fc.dictionary(fc.string(), fc.string()),
      fieldViolations: fc.array(fc.record({ field: fc.string(), description: fc.string() })),
      retryAfterMs: fc.nat({ max: 2 ** 31 }),
      requestId: fc.string({ minLength: 1 }),
    },
    { requiredKeys: ["reason"] },
  );
  fc.assert(
    fc.property(codes, fc.string(), options, (code, message, given) => {
      const error = decodeStatus(encodeStatus(new ServiceError(code, message, given)));
      expect({ ...error, message: error.message }).toEqual({
        ...new ServiceError(code, message, given),
        message,
      });
    }),
  );
});

it("has a detail of each type for what the error says, and no other", () => {
  const types = (error: ServiceError) => errorDetails(error).map(({ typeUrl }) => typeUrl);
  expect(types(new ServiceError("ABORTED", "enough"))).toEqual([]);
  expect(types(new ServiceError("ABORTED", "enough", whole))).toEqual([
    "type.googleapis.com/google.rpc.ErrorInfo",
    "type.googleapis.com/google.rpc.BadRequest",
    "type.googleapis.com/google.rpc.RetryInfo",
    "type.googleapis.com/google.rpc.RequestInfo",
  ]);
});

it("keeps details of other types as they came, behind its own", () => {
  const other = anyPack(StringValueSchema, create(StringValueSchema, { value: "more" }));
  const error = new ServiceError("ABORTED", "enough", {
    requestId: "call-1",
    otherDetails: [other],
  });
  expect(errorDetails(error)[1]).toBe(other);
  const read = errorFromDetails(10, "enough", errorDetails(error));
  expect(read.otherDetails).toEqual([other]);
  expect(read.requestId).toBe("call-1");
});

it("writes a delay in seconds and nanoseconds", () => {
  const delayOf = (retryAfterMs: number) => {
    const [detail] = errorDetails(new ServiceError("ABORTED", "", { retryAfterMs }));
    return detail && anyUnpack(detail, RetryInfoSchema)?.retryDelay;
  };
  expect(delayOf(1_250)).toMatchObject({ seconds: 1n, nanos: 250_000_000 });
  expect(delayOf(0)).toMatchObject({ seconds: 0n, nanos: 0 });
  expect(delayOf(999.5)).toMatchObject({ seconds: 0n, nanos: 999_500_000 });
});

it("takes a number that is no code as UNKNOWN", () => {
  for (const code of [0, 17, -1]) expect(errorFromDetails(code, "odd", []).code).toBe("UNKNOWN");
});

it("reads what is left of details that are cut or empty", () => {
  const typeUrl = (name: string) => `type.googleapis.com/google.rpc.${name}`;
  const value = new Uint8Array(0);
  const names = ["ErrorInfo", "BadRequest", "RetryInfo", "RequestInfo"];
  const details = names.map((name) => ({
    ...anyPack(StringValueSchema, create(StringValueSchema)),
    typeUrl: typeUrl(name),
    value,
  }));
  expect(errorFromDetails(5, "gone", details)).toMatchObject({
    code: "NOT_FOUND",
    message: "gone",
    reason: "",
    metadata: {},
    fieldViolations: [],
    retryAfterMs: undefined,
  });
});

it("carries a time that rounds to a whole second as that second", () => {
  for (const retryAfterMs of [1_999.999_999_9, -1_999.999_999_9]) {
    const error = new ServiceError("ABORTED", "", { retryAfterMs });
    expect(decodeStatus(encodeStatus(error)).retryAfterMs).toBe(Math.round(retryAfterMs));
  }
});

it("recognises an error of another copy of the package, and nothing else", () => {
  expect(isServiceError(new ServiceError("ABORTED", "enough"))).toBe(true);
  expect(isServiceError({ [Symbol.for("@org/user-core/ServiceError")]: true })).toBe(true);
  for (const other of [new Error("x"), { code: "ABORTED" }, null, undefined, "ABORTED", 7]) {
    expect(isServiceError(other)).toBe(false);
  }
});

it("has empty values for what its maker did not say, and a name and brand", () => {
  const error = new ServiceError("ABORTED", "enough");
  expect(error).toMatchObject({
    name: "ServiceError",
    reason: "",
    domain: "userservice",
    metadata: {},
    fieldViolations: [],
    otherDetails: [],
  });
  expect(error.retryAfterMs).toBeUndefined();
  expect("cause" in error).toBe(false);
  expect(new ServiceError("ABORTED", "", { cause: "why" }).cause).toBe("why");
  expect(Reflect.get(error, Symbol.for("@org/user-core/ServiceError"))).toBe(true);
});
