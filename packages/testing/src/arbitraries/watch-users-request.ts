import { create } from "@bufbuild/protobuf";
import { type Duration, DurationSchema } from "@bufbuild/protobuf/wkt";
import { type WatchUsersRequest, WatchUsersRequestSchema } from "@org/user-core";
import fc from "fast-check";
import { anyText } from "./any-text.ts";
import type { CarrierOptions } from "./carrier.ts";
import { anyInt32, anyInt64 } from "./integers.ts";
import { faultsOf, type InvalidRequest, invalidBy, withFault } from "./invalid.ts";
import { simplestFirst } from "./simplest-first.ts";

/** The longest duration there is, some 10,000 years. */
const maxSeconds = 315_576_000_000n;

/** Options of {@link watchUsersRequest}. */
export interface WatchUsersRequestOptions {
  /** Tokens that the service gave, for some of the requests to resume from. Default: none. */
  readonly resumeTokens?: readonly string[];
}

/**
 * `WatchUsersRequest`s that the service accepts: from now on, with the present
 * users first or from one of the given tokens; with heartbeats of 1 s to
 * 10,000 years, or without.
 */
export function watchUsersRequest({
  resumeTokens = [],
}: WatchUsersRequestOptions = {}): fc.Arbitrary<WatchUsersRequest> {
  const heartbeatInterval = fc.option(
    duration(fc.bigInt({ min: 1n, max: maxSeconds - 1n }), nanos()),
    { nil: undefined },
  );
  const fresh = fc.boolean().map((includeExisting) => ({ includeExisting, resumeToken: "" }));
  const resumed = resumeTokens.map((resumeToken) =>
    fc.constant({ includeExisting: false, resumeToken }),
  );
  return fc
    .tuple(simplestFirst(fresh, ...resumed), heartbeatInterval)
    .map(([fields, interval]) => requestOf(fields, interval));
}

function requestOf(
  fields: { readonly includeExisting: boolean; readonly resumeToken: string },
  heartbeatInterval: Duration | undefined,
): WatchUsersRequest {
  return create(WatchUsersRequestSchema, {
    ...fields,
    ...(heartbeatInterval && { heartbeatInterval }),
  });
}

function duration(
  seconds: fc.Arbitrary<bigint>,
  fraction: fc.Arbitrary<number>,
): fc.Arbitrary<Duration> {
  return fc.record({ seconds, nanos: fraction }).map((fields) => create(DurationSchema, fields));
}

function nanos(): fc.Arbitrary<number> {
  return fc.nat({ max: 999_999_999 });
}

/** `WatchUsersRequest`s that the service refuses: with heartbeats more often than each second. */
export function invalidWatchUsersRequest(): fc.Arbitrary<InvalidRequest<WatchUsersRequest>> {
  const intervals = invalidBy({
    "is under a second": duration(fc.constant(0n), nanos()),
    "is negative": duration(
      fc.bigInt({ min: 1n, max: maxSeconds }).map((seconds) => -seconds),
      fc.constant(0),
    ),
  });
  return withFault<WatchUsersRequest>(
    watchUsersRequest(),
    faultsOf("heartbeat_interval", intervals, (interval) => ({ heartbeatInterval: interval })),
  );
}

/** `WatchUsersRequest`s of any kind. JSON has no form for durations out of range. */
export function anyWatchUsersRequest(
  options: CarrierOptions = {},
): fc.Arbitrary<WatchUsersRequest> {
  const intervals =
    options.carriedBy === "binary" || options.carriedBy === "memory"
      ? duration(anyInt64(), anyInt32())
      : duration(fc.bigInt({ min: 0n, max: maxSeconds - 1n }), nanos());
  return fc
    .record({
      resumeToken: anyText(options),
      includeExisting: fc.boolean(),
      heartbeatInterval: fc.option(intervals, { nil: undefined }),
    })
    .map(({ heartbeatInterval, ...fields }) => requestOf(fields, heartbeatInterval));
}
