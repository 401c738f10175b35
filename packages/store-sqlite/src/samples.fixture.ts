import { create } from "@bufbuild/protobuf";
import { isServiceError, type NewUser, type ServiceError, UserSchema } from "@org/user-core";

/** A user about to be stored. */
export function newUser(email: string, createdAt = 1_790_000_000n): NewUser {
  return {
    user: create(UserSchema, {
      email,
      name: "Ada Lovelace",
      isActive: true,
      createdAt,
      updatedAt: createdAt,
      revision: 1n,
    }),
    emailKey: email,
    passwordHash: undefined,
    requestId: undefined,
  };
}

/** Users about to be stored, told apart by their emails. */
export function newUsers(count: number, prefix = "user"): NewUser[] {
  return Array.from({ length: count }, (_, i) => newUser(`${prefix}${i}@example.com`));
}

/** What something fails with, which must be a `ServiceError`. */
export async function failureOf(result: Promise<unknown>): Promise<ServiceError> {
  const error = await result.then(
    () => new Error("expected a failure"),
    (failure: unknown) => failure,
  );
  if (isServiceError(error)) return error;
  throw error;
}
