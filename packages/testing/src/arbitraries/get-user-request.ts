import { create } from "@bufbuild/protobuf";
import { type GetUserRequest, GetUserRequestSchema } from "@org/user-core";
import fc from "fast-check";
import { anyInt32 } from "./integers.ts";
import { faultsOf, type InvalidRequest, withFault } from "./invalid.ts";
import { invalidUserId, type UserIdOptions, userId } from "./user-id.ts";

/** `GetUserRequest`s that GetUser and SyncUsers accept. The simplest asks for 1. */
export function getUserRequest({
  userIds = userId(),
}: UserIdOptions = {}): fc.Arbitrary<GetUserRequest> {
  return userIds.map((id) => create(GetUserRequestSchema, { userId: id }));
}

/** `GetUserRequest`s that GetUser refuses. SyncUsers skips them. */
export function invalidGetUserRequest(): fc.Arbitrary<InvalidRequest<GetUserRequest>> {
  const faults = faultsOf<GetUserRequest, number>("user_id", invalidUserId(), (id) => ({
    userId: id,
  }));
  return withFault(getUserRequest(), faults);
}

/** `GetUserRequest`s of any kind. */
export function anyGetUserRequest(): fc.Arbitrary<GetUserRequest> {
  return fc.record({ userId: anyInt32() }).map((fields) => create(GetUserRequestSchema, fields));
}
