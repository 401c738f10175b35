import {
  type DescMessage,
  fromBinary,
  fromJson,
  type Message,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import {
  CreateUserRequestSchema,
  GetUserByEmailRequestSchema,
  ListUsersRequestSchema,
  UpdateUserRequestSchema,
  UserSchema,
  UserUpdateRequestSchema,
  VerifyPasswordRequestSchema,
  WatchUsersRequestSchema,
} from "@org/user-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Carrier } from "./carrier.ts";
import { anyCreateUserRequest, invalidCreateUserRequest } from "./create-user-request.ts";
import { anyGetUserByEmailRequest } from "./get-user-by-email-request.ts";
import { invalidUpdateUserRequest } from "./invalid-update-user-request.ts";
import { anyListUsersRequest } from "./list-users-request.ts";
import { holds, propertyTimeoutMs } from "./real-service.fixture.ts";
import { anyUpdateUserRequest, updateUserRequest } from "./update-user-request.ts";
import { user } from "./user.ts";
import { anyUserUpdateRequest } from "./user-update-request.ts";
import { anyVerifyPasswordRequest } from "./verify-password-request.ts";
import {
  anyWatchUsersRequest,
  invalidWatchUsersRequest,
  watchUsersRequest,
} from "./watch-users-request.ts";

interface Sent {
  readonly schema: DescMessage;
  readonly message: Message;
}

/** Messages of every kind that can hold what not all can carry. */
function messages(carriedBy: Carrier): fc.Arbitrary<Sent> {
  const of = (schema: DescMessage, values: fc.Arbitrary<Message>): fc.Arbitrary<Sent> =>
    values.map((message) => ({ schema, message }));
  return fc.oneof(
    of(CreateUserRequestSchema, anyCreateUserRequest({ carriedBy })),
    of(
      CreateUserRequestSchema,
      invalidCreateUserRequest({ carriedBy }).map((each) => each.request),
    ),
    of(GetUserByEmailRequestSchema, anyGetUserByEmailRequest({ carriedBy })),
    of(UpdateUserRequestSchema, updateUserRequest({ carriedBy })),
    of(
      UpdateUserRequestSchema,
      invalidUpdateUserRequest({ carriedBy }).map((each) => each.request),
    ),
    of(UpdateUserRequestSchema, anyUpdateUserRequest({ carriedBy })),
    of(ListUsersRequestSchema, anyListUsersRequest({ carriedBy })),
    of(UserUpdateRequestSchema, anyUserUpdateRequest()),
    of(VerifyPasswordRequestSchema, anyVerifyPasswordRequest({ carriedBy })),
    of(WatchUsersRequestSchema, watchUsersRequest({ resumeTokens: ["x"] })),
    of(
      WatchUsersRequestSchema,
      invalidWatchUsersRequest().map((each) => each.request),
    ),
    of(WatchUsersRequestSchema, anyWatchUsersRequest({ carriedBy })),
    of(UserSchema, user()),
  );
}

describe("messages", { timeout: propertyTimeoutMs }, () => {
  it("for the binary format come out of it as they went in", async () => {
    await holds(messages("binary"), ({ schema, message }) => {
      expect(fromBinary(schema, toBinary(schema, message))).toEqual(message);
    });
  });

  it("for JSON come out of it as they went in", async () => {
    await holds(messages("json"), ({ schema, message }) => {
      const text = JSON.stringify(toJson(schema, message));
      expect(fromJson(schema, JSON.parse(text))).toEqual(message);
    });
  });
});
