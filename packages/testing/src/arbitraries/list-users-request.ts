import { create } from "@bufbuild/protobuf";
import { type ListUsersRequest, ListUsersRequestSchema } from "@org/user-core";
import fc from "fast-check";
import { anyText } from "./any-text.ts";
import type { CarrierOptions } from "./carrier.ts";
import { anyInt32, int32From, negativeInt32 } from "./integers.ts";
import { type Fault, faultsOf, type InvalidRequest, invalidBy, withFault } from "./invalid.ts";
import { madeUpPageToken } from "./page-token.ts";
import { simplestFirst } from "./simplest-first.ts";

/** Options of {@link listUsersRequest}. */
export interface ListUsersRequestOptions {
  /** Tokens that the service gave, for some of the requests to use. Default: none. */
  readonly pageTokens?: readonly string[];
}

/**
 * `ListUsersRequest`s that the service accepts: by number or by one of the
 * given tokens, of small and of any size. The simplest is the empty one.
 */
export function listUsersRequest({
  pageTokens = [],
}: ListUsersRequestOptions = {}): fc.Arbitrary<ListUsersRequest> {
  const number = simplestFirst(fc.nat({ max: 4 }), int32From(0));
  const pageSize = simplestFirst(fc.nat({ max: 4 }), fc.nat({ max: 101 }), int32From(0));
  const byNumber = fc
    .record({ page: number, pageSize })
    .map((fields) => create(ListUsersRequestSchema, fields));
  if (pageTokens.length === 0) return byNumber;
  const byToken = fc
    .record({ pageToken: fc.constantFrom(...pageTokens), pageSize })
    .map((fields) => create(ListUsersRequestSchema, fields));
  return simplestFirst(byNumber, byToken);
}

/**
 * `ListUsersRequest`s that the service refuses, for one field alone. A page is
 * given together with one of the given tokens, or with a made-up one.
 */
export function invalidListUsersRequest(
  options: CarrierOptions & ListUsersRequestOptions = {},
): fc.Arbitrary<InvalidRequest<ListUsersRequest>> {
  const negative = invalidBy({ "is negative": negativeInt32() });
  const madeUp = invalidBy({ "is of no service": madeUpPageToken(options) });
  return withFault<ListUsersRequest>(
    listUsersRequest(),
    faultsOf("page", negative, (page) => ({ page })),
    faultsOf("page_size", negative, (pageSize) => ({ pageSize })),
    faultsOf("page_token", madeUp, (pageToken) => ({ page: 0, pageToken })),
    pageAndToken(options),
  );
}

function pageAndToken(
  options: CarrierOptions & ListUsersRequestOptions,
): fc.Arbitrary<Fault<ListUsersRequest>> {
  const { pageTokens = [] } = options;
  const pageToken =
    pageTokens.length === 0 ? madeUpPageToken(options) : fc.constantFrom(...pageTokens);
  return fc
    .record({ page: simplestFirst(fc.constant(1), int32From(1)), pageToken })
    .map((both) => ({
      field: "page_token",
      why: "comes with a page",
      applyTo: (request) => ({ ...request, ...both }),
    }));
}

/** `ListUsersRequest`s of any kind. */
export function anyListUsersRequest(options: CarrierOptions = {}): fc.Arbitrary<ListUsersRequest> {
  return fc
    .record({
      page: anyInt32(),
      pageSize: anyInt32(),
      pageToken: simplestFirst(fc.constant(""), madeUpPageToken(options), anyText(options)),
    })
    .map((fields) => create(ListUsersRequestSchema, fields));
}
