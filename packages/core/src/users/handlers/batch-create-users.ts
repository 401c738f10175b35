import { create } from "@bufbuild/protobuf";
import {
  type BatchCreateFailure,
  BatchCreateFailureSchema,
  BatchCreateUsersResponseSchema,
  type CreateUserRequest,
  type User,
  type UserService,
} from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import { isServiceError, type ServiceError, statusNumbers } from "../../rpc/service-error.ts";
import type { UserServiceDeps } from "../deps.ts";
import { type CheckedRequest, checkCreateUserRequest, newUserOf } from "../new-user.ts";
import { createdUser } from "./create-user.ts";

/** How many entries make one commit at most. */
const chunkSize = 1_000;
/** How many users, and how many failures, the answer repeats. */
const echoed = 1_000;

/** BatchCreateUsers: one commit for what has arrived, then the next, until the stream ends. */
export function batchCreateUsers(
  deps: UserServiceDeps,
): Handlers<typeof UserService>["batchCreateUsers"] {
  return async (requests, call) => {
    const users: User[] = [];
    const failures: BatchCreateFailure[] = [];
    let total = 0;
    let failed = 0;
    for (;;) {
      const chunk = await requests.nextBatch(chunkSize);
      if (chunk.length === 0) break;
      const first = total + failed;
      for (const [i, result] of (await createChunk(chunk, deps)).entries()) {
        if (isServiceError(result)) {
          failed += 1;
          if (failures.length < echoed) failures.push(failureOf(first + i, chunk[i], result));
        } else {
          total += 1;
          if (users.length < echoed) users.push(result);
        }
      }
      call.signal.throwIfAborted();
    }
    const hasMore = total > users.length;
    return create(BatchCreateUsersResponseSchema, { users, total, hasMore, failures, failed });
  };
}

/** The user or the error of each entry. An error that is no entry's own is thrown. */
async function createChunk(
  chunk: readonly CreateUserRequest[],
  deps: UserServiceDeps,
): Promise<(User | ServiceError)[]> {
  const results: (User | ServiceError | CheckedRequest)[] = chunk.map(checked);
  const valid = results.flatMap((result, i) => (isChecked(result) ? [[i, result] as const] : []));
  const entries = await Promise.all(valid.map(([, request]) => newUserOf(request, deps)));
  const outcomes = await deps.store.insert(entries);
  for (const [position, [i, request]] of valid.entries()) {
    const outcome = outcomes[position];
    results[i] =
      outcome?.kind === "created"
        ? outcome.user
        : await createdUser(request, outcome, deps).catch(entryError);
  }
  return results as (User | ServiceError)[];
}

function checked(request: CreateUserRequest): CheckedRequest | ServiceError {
  try {
    return checkCreateUserRequest(request);
  } catch (error) {
    return entryError(error);
  }
}

function isChecked(result: User | ServiceError | CheckedRequest): result is CheckedRequest {
  return "emailKey" in result;
}

const entryCodes = new Set<string>(["INVALID_ARGUMENT", "ALREADY_EXISTS", "NOT_FOUND"]);

function entryError(error: unknown): ServiceError {
  if (isServiceError(error) && entryCodes.has(error.code)) return error;
  throw error;
}

function failureOf(
  index: number,
  request: CreateUserRequest | undefined,
  { code, reason, message }: ServiceError,
): BatchCreateFailure {
  return create(BatchCreateFailureSchema, {
    index: BigInt(index),
    code: statusNumbers[code],
    reason,
    message,
    // Long ones are cut: the answer stays bounded whatever was sent.
    email: request?.email.slice(0, 254) ?? "",
  });
}
