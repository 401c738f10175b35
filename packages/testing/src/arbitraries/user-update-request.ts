import { create } from "@bufbuild/protobuf";
import { type UserUpdateRequest, UserUpdateRequestSchema } from "@org/user-core";
import fc from "fast-check";
import { anyInt32, anyInt64, int64From, negativeInt64 } from "./integers.ts";
import { faultsOf, type InvalidRequest, invalidBy, withFault } from "./invalid.ts";
import { invalidUserId, type UserIdOptions, userId } from "./user-id.ts";

function requestsOf(
  ids: fc.Arbitrary<number>,
  revisions: fc.Arbitrary<bigint>,
): fc.Arbitrary<UserUpdateRequest> {
  return fc
    .record({ userId: ids, afterRevision: fc.option(revisions, { nil: undefined, freq: 1 }) })
    .map(({ afterRevision, ...fields }) =>
      create(UserUpdateRequestSchema, {
        ...fields,
        ...(afterRevision !== undefined && { afterRevision }),
      }),
    );
}

/**
 * `UserUpdateRequest`s that WatchUserUpdates accepts, if the user is there and
 * has reached the revision.
 */
export function userUpdateRequest({
  userIds = userId(),
}: UserIdOptions = {}): fc.Arbitrary<UserUpdateRequest> {
  return requestsOf(userIds, int64From(0n));
}

/** `UserUpdateRequest`s that WatchUserUpdates refuses, for one field alone. */
export function invalidUserUpdateRequest(): fc.Arbitrary<InvalidRequest<UserUpdateRequest>> {
  const negative = invalidBy({ "is negative": negativeInt64() });
  return withFault<UserUpdateRequest>(
    userUpdateRequest(),
    faultsOf("user_id", invalidUserId(), (id) => ({ userId: id })),
    faultsOf("after_revision", negative, (revision) => ({ afterRevision: revision })),
  );
}

/** `UserUpdateRequest`s of any kind. */
export function anyUserUpdateRequest(): fc.Arbitrary<UserUpdateRequest> {
  return requestsOf(anyInt32(), anyInt64());
}
