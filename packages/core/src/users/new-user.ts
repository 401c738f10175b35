import { create } from "@bufbuild/protobuf";
import { trimmed } from "../copy-text.ts";
import { type CreateUserRequest, UserSchema } from "../gen/userservice/v1/user_service_pb.ts";
import type { Call } from "../rpc/call.ts";
import type { UserServiceDeps } from "./deps.ts";
import { invalidFields, invalidRequest, requestIdReused } from "./errors.ts";
import type { PasswordHasher } from "./password.ts";
import { createFieldChecks } from "./user.ts";
import type { NewUser, RememberedRequest } from "./user-store.ts";

/** A `CreateUserRequest` that passed every check. */
export interface CheckedRequest {
  readonly email: string;
  readonly emailKey: string;
  readonly name: string;
  readonly password: string;
  readonly passwordHash: string;
  /** Lower-case; `undefined` if there is none. */
  readonly requestId: string | undefined;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Checks everything about a request that can be checked without the store.
 *
 * @throws INVALID_ARGUMENT with a violation for each field at fault.
 */
export function checkCreateUserRequest(
  request: CreateUserRequest,
  hasher: Pick<PasswordHasher, "accepts">,
): CheckedRequest {
  const { password, passwordHash } = request;
  const email = trimmed(request.email);
  const name = trimmed(request.name);
  if (email === "" || name === "") {
    throw invalidRequest("Email and name are required", [
      ...(email === "" ? [{ field: "email", description: "is required" }] : []),
      ...(name === "" ? [{ field: "name", description: "is required" }] : []),
    ]);
  }
  const checks = createFieldChecks();
  const emailKey = checks.email(email);
  checks.name(name);
  if (password !== "") checks.password(password);
  if (passwordHash !== "") checks.passwordHash(passwordHash, hasher);
  if (password !== "" && passwordHash !== "") {
    checks.violations.push({
      field: "password_hash",
      description: "must not be given with a password",
    });
  }
  if (request.requestId !== "" && !uuid.test(request.requestId)) {
    checks.violations.push({ field: "request_id", description: "must be a UUID" });
  }
  if (checks.violations.length > 0) throw invalidFields(checks.violations);
  const requestId = request.requestId === "" ? undefined : request.requestId.toLowerCase();
  return { email, emailKey, name, password, passwordHash, requestId };
}

/** What the store is to insert for a request: hashes its password. */
export async function newUserOf(
  request: CheckedRequest,
  deps: UserServiceDeps,
  call: Call,
): Promise<NewUser> {
  const passwordHash =
    request.password === ""
      ? request.passwordHash
      : await deps.hasher.hash(request.password, { signal: call.signal });
  const now = deps.nowSeconds();
  return {
    user: create(UserSchema, {
      email: request.email,
      name: request.name,
      isActive: true,
      createdAt: now,
      updatedAt: now,
      revision: 1n,
    }),
    emailKey: request.emailKey,
    passwordHash: passwordHash === "" ? undefined : passwordHash,
    requestId: request.requestId,
  };
}

/**
 * Checks that a request says what the first one with its id said. A password
 * is compared with the hash it became.
 *
 * @throws ALREADY_EXISTS, reason REQUEST_ID_REUSED.
 */
export async function requireSameContent(
  request: CheckedRequest,
  first: RememberedRequest,
  deps: UserServiceDeps,
  call: Call,
): Promise<void> {
  const same =
    request.email === first.email &&
    request.name === first.name &&
    (await samePassword(request, first.passwordHash, deps, call));
  if (!same) throw requestIdReused();
}

async function samePassword(
  { password, passwordHash }: CheckedRequest,
  firstHash: string | undefined,
  { hasher }: UserServiceDeps,
  call: Call,
): Promise<boolean> {
  if (password === "") return passwordHash === (firstHash ?? "");
  if (firstHash === undefined) return false;
  return hasher.verify(password, firstHash, { signal: call.signal });
}
