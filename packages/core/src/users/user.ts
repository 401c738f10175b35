import { create } from "@bufbuild/protobuf";
import {
  type User,
  type UserUpdate,
  UserUpdateSchema,
} from "../gen/userservice/v1/user_service_pb.ts";
import type { FieldViolation } from "../rpc/service-error.ts";
import { codePoints } from "./code-points.ts";
import { checkEmail } from "./email.ts";
import { type PasswordHasher, passwordFault, passwordHashFault } from "./password.ts";

const maxNameCodePoints = 200;

/** What is wrong with a trimmed name, or `undefined`. */
function nameFault(name: string): string | undefined {
  if (codePoints(name, maxNameCodePoints) > maxNameCodePoints) {
    return `must have at most ${maxNameCodePoints} characters`;
  }
  if (!name.isWellFormed()) return "must be well-formed Unicode";
  return /\p{Cc}/u.test(name) ? "must not contain control characters" : undefined;
}

/** Checks fields one after another and collects what is wrong with them. */
export function createFieldChecks(prefix = "") {
  const violations: FieldViolation[] = [];
  const note = (field: string, description: string | undefined) => {
    if (description !== undefined) violations.push({ field, description });
  };
  return {
    violations,
    /** The email's canonical key, empty if it is not one. */
    email(value: string): string {
      const check = checkEmail(value);
      if (check.ok) return check.key;
      note(`${prefix}email`, check.description);
      return "";
    },
    name: (value: string) => note(`${prefix}name`, nameFault(value)),
    // Passwords lie beside the user in every request, never under a prefix.
    password: (value: string) => note("password", passwordFault(value)),
    passwordHash: (value: string, hasher: Pick<PasswordHasher, "accepts">) =>
      note("password_hash", passwordHashFault(value, hasher)),
  };
}

/** The next state of a user and the updates that lead there. */
export interface UserStep {
  readonly next: User;
  readonly updates: readonly UserUpdate[];
}

/** New values for some of a user's fields. */
export interface UserPatch {
  readonly email?: string;
  readonly name?: string;
  readonly isActive?: boolean;
  /** Whether the password is set or removed. */
  readonly password?: boolean;
}

/** Each field that really changes becomes one update and one revision. */
export function stepUser(user: User, patch: UserPatch, nowSeconds: bigint): UserStep {
  const changes: [field: string, oldValue: string, newValue: string][] = [];
  if (patch.email !== undefined && patch.email !== user.email) {
    changes.push(["email", user.email, patch.email]);
  }
  if (patch.name !== undefined && patch.name !== user.name) {
    changes.push(["name", user.name, patch.name]);
  }
  if (patch.isActive !== undefined && patch.isActive !== user.isActive) {
    changes.push(["is_active", String(user.isActive), String(patch.isActive)]);
  }
  if (patch.password) changes.push(["password", "", ""]);
  const updates = changes.map(([field, oldValue, newValue], i) =>
    userUpdate(user, BigInt(i + 1), field, oldValue, newValue, nowSeconds),
  );
  const { email = user.email, name = user.name, isActive = user.isActive } = patch;
  const revision = user.revision + BigInt(updates.length);
  return { next: { ...user, email, name, isActive, updatedAt: nowSeconds, revision }, updates };
}

/** The last update of a user. */
export function deletionOf(user: User, nowSeconds: bigint): UserUpdate {
  return userUpdate(user, 1n, "deleted", "false", "true", nowSeconds);
}

function userUpdate(
  user: User,
  step: bigint,
  field: string,
  oldValue: string,
  newValue: string,
  timestamp: bigint,
): UserUpdate {
  const revision = user.revision + step;
  return create(UserUpdateSchema, {
    userId: user.id,
    field,
    oldValue,
    newValue,
    timestamp,
    revision,
  });
}
