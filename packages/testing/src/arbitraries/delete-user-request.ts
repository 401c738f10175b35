import { create } from "@bufbuild/protobuf";
import { type DeleteUserRequest, DeleteUserRequestSchema } from "@org/user-core";
import fc from "fast-check";
import { anyInt32, anyInt64 } from "./integers.ts";
import { faultsOf, type InvalidRequest, withFault } from "./invalid.ts";
import { invalidUserId, type UserIdOptions, userId } from "./user-id.ts";

function requestsOf(ids: fc.Arbitrary<number>): fc.Arbitrary<DeleteUserRequest> {
  // A revision that no user has is no fault of the request: the call is ABORTED.
  return fc
    .record({ userId: ids, expectedRevision: fc.option(anyInt64(), { nil: undefined, freq: 1 }) })
    .map(({ expectedRevision, ...fields }) =>
      create(DeleteUserRequestSchema, {
        ...fields,
        ...(expectedRevision !== undefined && { expectedRevision }),
      }),
    );
}

/**
 * `DeleteUserRequest`s that the service accepts, if the user is there and at
 * the expected revision, which may be any.
 */
export function deleteUserRequest({
  userIds = userId(),
}: UserIdOptions = {}): fc.Arbitrary<DeleteUserRequest> {
  return requestsOf(userIds);
}

/** `DeleteUserRequest`s that the service refuses. */
export function invalidDeleteUserRequest(): fc.Arbitrary<InvalidRequest<DeleteUserRequest>> {
  const put = (id: number) => ({ userId: id });
  return withFault<DeleteUserRequest>(
    deleteUserRequest(),
    faultsOf("user_id", invalidUserId(), put),
  );
}

/** `DeleteUserRequest`s of any kind. */
export function anyDeleteUserRequest(): fc.Arbitrary<DeleteUserRequest> {
  return requestsOf(anyInt32());
}
