import { trimmed } from "../../copy-text.ts";
import type { UpdateUserRequest, UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { checkEmail } from "../email.ts";
import {
  emailTaken,
  invalidFields,
  invalidRequest,
  revisionMismatch,
  userNotFound,
} from "../errors.ts";
import { brokenPromise, complete, untilWon } from "../store-answers.ts";
import { createFieldChecks, stepUser, type UserPatch } from "../user.ts";
import { requireUserId } from "../user-id.ts";

/** UpdateUser: the fields of the mask, one update and revision each. */
export function updateUser(deps: UserServiceDeps): Handlers<typeof UserService>["updateUser"] {
  const { store, hasher, nowSeconds } = deps;
  return async (request, call) => {
    const { patch, userId } = checkUpdate(request);
    const passwordHash =
      patch.password &&
      (request.password ? await hasher.hash(request.password, { signal: call.signal }) : null);
    return untilWon(async () => {
      const [user] = complete(await store.get([userId], call), 1);
      if (user === undefined) throw userNotFound(userId);
      const { expectedRevision = user.revision } = request;
      if (expectedRevision !== user.revision) throw revisionMismatch(user.revision);
      const { next, updates } = stepUser(user, patch, nowSeconds());
      if (updates.length === 0) return user;
      const emailKey = emailKeyOf(next.email);
      const hash = passwordHash === undefined || passwordHash === false ? {} : { passwordHash };
      const change = { next, emailKey, expectedRevision, updates, ...hash };
      const outcome = await store.replace(change, call);
      if (outcome === "applied") return next;
      if (outcome === "email_taken") throw emailTaken();
      if (outcome !== "revision_mismatch") brokenPromise();
      // Somebody else was faster: decide again on what is there now, or fail
      // with the revision it has if the caller named one.
      call.signal.throwIfAborted();
      return undefined;
    });
  };
}

function emailKeyOf(email: string): string {
  const check = checkEmail(email);
  if (!check.ok) throw new TypeError("A stored email is not an email address");
  return check.key;
}

/** What a request changes, checked. */
function checkUpdate(request: UpdateUserRequest): { userId: number; patch: UserPatch } {
  const { user, password } = request;
  if (user === undefined) {
    throw invalidRequest("User is required", [{ field: "user", description: "is required" }]);
  }
  requireUserId(user.id, "user.id");
  const paths = new Set(request.updateMask?.paths);
  const wanted = (path: string, isSet: boolean) => (paths.size > 0 ? paths.has(path) : isSet);
  const patch: UserPatch = {
    ...(wanted("email", user.email !== "") && { email: trimmed(user.email) }),
    ...(wanted("name", user.name !== "") && { name: trimmed(user.name) }),
    ...(wanted("is_active", user.isActive) && { isActive: user.isActive }),
    ...(wanted("password", password !== "") && { password: true }),
  };
  const violations = [...maskFaults(paths), ...patchFaults(patch, password)];
  if (violations.length > 0) throw invalidFields(violations);
  return { userId: user.id, patch };
}

const knownPaths = new Set(["email", "name", "is_active", "password"]);

function maskFaults(paths: ReadonlySet<string>) {
  return [...paths]
    .filter((path) => !knownPaths.has(path))
    .map((path) => ({
      field: "update_mask",
      description: `names an unknown path: ${JSON.stringify(path.slice(0, 64))}`,
    }));
}

function patchFaults(patch: UserPatch, password: string) {
  const checks = createFieldChecks("user.");
  const required = (field: string) =>
    checks.violations.push({ field: `user.${field}`, description: "is required" });
  if (patch.email === "") required("email");
  else if (patch.email !== undefined) checks.email(patch.email);
  if (patch.name === "") required("name");
  else if (patch.name !== undefined) checks.name(patch.name);
  if (patch.password && password !== "") checks.password(password);
  return checks.violations;
}
