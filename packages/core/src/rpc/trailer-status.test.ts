import { expect, it } from "vitest";
import { ServiceError } from "./service-error.ts";
import { decodeStatus, encodeStatus } from "./status-details.ts";
import { fitForTrailers, trailerStatus } from "./trailer-status.ts";

const large = new ServiceError("ABORTED", "m".repeat(2_000), {
  reason: "R".repeat(100),
  domain: "shop",
  metadata: { much: "y".repeat(5_000) },
  requestId: "call-1",
  retryAfterMs: 5,
});

/** An error whose status takes this many bytes. */
function errorOf(bytes: number): ServiceError {
  const sized = (n: number) =>
    new ServiceError("ABORTED", "", { metadata: {}, reason: "x".repeat(n) });
  const overhead = encodeStatus(sized(bytes)).length - bytes;
  const error = sized(bytes - overhead);
  expect(encodeStatus(error)).toHaveLength(bytes);
  return error;
}

it("leaves an error as it is that fits, to the last byte", () => {
  const error = errorOf(4_096);
  expect(fitForTrailers(error)).toBe(error);
  expect(trailerStatus(error).details).toEqual(encodeStatus(error));
  const more = errorOf(4_097);
  expect(fitForTrailers(more)).not.toBe(more);
  expect(trailerStatus(more).details.length).toBeLessThan(4_096);
});

it("keeps code, reason, domain and id of an error that does not fit", () => {
  const { message, details } = trailerStatus(large);
  expect(message).toBe("m".repeat(1_024));
  for (const error of [decodeStatus(details), fitForTrailers(large)]) {
    expect(error).toMatchObject({
      code: "ABORTED",
      message: "m".repeat(1_024),
      reason: "R".repeat(64),
      domain: "shop",
      metadata: {},
      requestId: "call-1",
    });
    expect(error.retryAfterMs).toBeUndefined();
  }
});

it("cuts a domain and an id that are too long themselves", () => {
  const options = { domain: "d".repeat(5_000), requestId: "i".repeat(5_000) };
  expect(fitForTrailers(new ServiceError("ABORTED", "", options))).toMatchObject({
    domain: "d".repeat(64),
    requestId: "i".repeat(64),
  });
});

it("makes up no id", () => {
  const error = new ServiceError("ABORTED", "m".repeat(5_000), { reason: "R" });
  expect(fitForTrailers(error).requestId).toBeUndefined();
});

it("puts a replacement where a message is no well-formed Unicode", () => {
  expect(trailerStatus(new ServiceError("ABORTED", "a\ud800b")).message).toBe("a\ufffdb");
});
