import type { User, UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Call } from "../../rpc/call.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { emailTaken, userNotFound } from "../errors.ts";
import {
  type CheckedRequest,
  checkCreateUserRequest,
  newUserOf,
  requireSameContent,
} from "../new-user.ts";
import { complete } from "../store-answers.ts";
import type { InsertOutcome, RememberedRequest } from "../user-store.ts";

/** CreateUser: one new user, or with a known request id the one it made before. */
export function createUser(deps: UserServiceDeps): Handlers<typeof UserService>["createUser"] {
  return async (request, call) => {
    const checked = checkCreateUserRequest(request, deps.hasher);
    // Asked before the password is hashed, which is slow; insert asks again.
    const first = checked.requestId && (await deps.store.findRequest(checked.requestId, call));
    if (first) return replayedUser(checked, first, deps, call);
    const [outcome] = await deps.store.insert([await newUserOf(checked, deps, call)], call);
    return createdUser(checked, outcome, deps, call);
  };
}

/**
 * The user that an entry's outcome stands for.
 *
 * @throws ALREADY_EXISTS for a taken email or a reused request id.
 */
export async function createdUser(
  request: CheckedRequest,
  outcome: InsertOutcome | undefined,
  deps: UserServiceDeps,
  call: Call,
): Promise<User> {
  if (outcome === undefined) throw new TypeError("The store gave no outcome for an entry");
  if (outcome.kind === "created") return outcome.user;
  if (outcome.kind === "email_taken") throw emailTaken();
  return replayedUser(request, outcome.request, deps, call);
}

async function replayedUser(
  request: CheckedRequest,
  first: RememberedRequest,
  deps: UserServiceDeps,
  call: Call,
): Promise<User> {
  await requireSameContent(request, first, deps, call);
  const [user] = complete(await deps.store.get([first.userId], call), 1);
  // Created by the first call and deleted since.
  if (user === undefined) throw userNotFound(first.userId);
  return user;
}
