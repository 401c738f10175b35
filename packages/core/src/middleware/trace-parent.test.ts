import { expect, it } from "vitest";
import { parseTraceParent } from "./trace-parent.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";

it.each([
  ["of the version there is", `00-${traceId}-${spanId}-01`],
  ["of a span that is not sampled", `00-${traceId}-${spanId}-00`],
  ["of a version to come, which may say more", `01-${traceId}-${spanId}-01-more`],
])("names the caller's span from a header %s", (_words, header) => {
  expect(parseTraceParent(header)).toEqual({ traceId, spanId });
});

it.each([
  ["that is not there", null],
  ["that is empty", ""],
  ["with a trace of zeros", `00-${"0".repeat(32)}-${spanId}-01`],
  ["with a span of zeros", `00-${traceId}-${"0".repeat(16)}-01`],
  ["of the version that never is", `ff-${traceId}-${spanId}-01`],
  ["that says more than its version can", `00-${traceId}-${spanId}-01-more`],
  ["in upper case", `00-${traceId.toUpperCase()}-${spanId}-01`],
  ["without flags", `00-${traceId}-${spanId}`],
  ["that came twice", `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
  ["with a line of a log of its own", `00-${traceId}-${spanId}-01\n{"msg":"call"}`],
])("takes a header %s for none", (_words, header) => {
  expect(parseTraceParent(header)).toBeUndefined();
});
