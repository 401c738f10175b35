import { create } from "@bufbuild/protobuf";
import {
  type BatchCreateFailure,
  BatchCreateFailureSchema,
  BatchCreateUsersResponseSchema,
  type CreateUserRequest,
  type User,
  type UserService,
} from "../../gen/userservice/v1/user_service_pb.ts";
import type { Call } from "../../rpc/call.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import { isServiceError, type ServiceError, statusNumbers } from "../../rpc/service-error.ts";
import type { UserServiceDeps } from "../deps.ts";
import { type CheckedRequest, checkCreateUserRequest, newUserOf } from "../new-user.ts";
import type { InsertOutcome } from "../user-store.ts";
import { createdUser } from "./create-user.ts";

/** How many entries make one commit at most. */
const chunkSize = 1_000;
/** How many users, and how many failures, the answer repeats. */
const echoed = 1_000;

/** How many passwords are hashed for one commit at most: they take long, and others wait in line. */
const chunkPasswords = 8;

/** BatchCreateUsers: one commit for what has arrived, then the next, until the stream ends. */
export function batchCreateUsers(
  deps: UserServiceDeps,
): Handlers<typeof UserService>["batchCreateUsers"] {
  return async (requests, call) => {
    const answer = createAnswer();
    for (;;) {
      const arrived = await requests.nextBatch(chunkSize);
      if (arrived.length === 0) return answer.message();
      for (const chunk of byPasswords(arrived)) {
        const results = await createChunk(chunk, deps, call);
        for (const [i, result] of results.entries()) answer.add(chunk[i], result);
        call.signal.throwIfAborted();
      }
    }
  };
}

/** Splits entries where they have too many passwords for one commit. */
function* byPasswords(entries: readonly CreateUserRequest[]): Generator<CreateUserRequest[]> {
  let chunk: CreateUserRequest[] = [];
  let passwords = 0;
  for (const entry of entries) {
    chunk.push(entry);
    if (entry.password !== "") passwords += 1;
    if (passwords < chunkPasswords) continue;
    yield chunk;
    chunk = [];
    passwords = 0;
  }
  if (chunk.length > 0) yield chunk;
}

/** Counts all results and keeps the first of each kind. */
function createAnswer() {
  const users: User[] = [];
  const failures: BatchCreateFailure[] = [];
  let total = 0;
  let failed = 0;
  return {
    add(request: CreateUserRequest | undefined, result: User | ServiceError): void {
      if (isServiceError(result)) {
        if (failed < echoed) failures.push(failureOf(total + failed, request, result));
        failed += 1;
      } else {
        if (total < echoed) users.push(result);
        total += 1;
      }
    },
    message() {
      const hasMore = total > users.length;
      return create(BatchCreateUsersResponseSchema, { users, total, hasMore, failures, failed });
    },
  };
}

/** The user or the error of each entry. An error that is no entry's own is thrown. */
async function createChunk(
  chunk: readonly CreateUserRequest[],
  deps: UserServiceDeps,
  call: Call,
): Promise<(User | ServiceError)[]> {
  const checks = chunk.map((request) => checked(request, deps));
  const valid = checks.filter(isChecked);
  const known = await Promise.all(valid.map((request) => replayed(request, deps, call)));
  const fresh = valid.filter((_, i) => known[i] === undefined);
  const entries = await Promise.all(fresh.map((request) => newUserOf(request, deps, call)));
  const inserted = (await deps.store.insert(entries, call)).values();
  const outcomes = known.map((first) => first ?? inserted.next().value).values();
  const results: (User | ServiceError)[] = [];
  for (const check of checks) {
    results.push(
      isChecked(check) ? await resultOf(check, outcomes.next().value, deps, call) : check,
    );
  }
  return results;
}

/** The outcome of an entry that was sent before and whose password need not be hashed again. */
async function replayed(
  { requestId, password }: CheckedRequest,
  { store }: UserServiceDeps,
  call: Call,
): Promise<InsertOutcome | undefined> {
  if (requestId === undefined || password === "") return undefined;
  const request = await store.findRequest(requestId, call);
  return request && { kind: "replayed", request };
}

function resultOf(
  request: CheckedRequest,
  outcome: InsertOutcome | undefined,
  deps: UserServiceDeps,
  call: Call,
): User | Promise<User | ServiceError> {
  if (outcome?.kind === "created") return outcome.user;
  return createdUser(request, outcome, deps, call).catch(entryError);
}

function checked(
  request: CreateUserRequest,
  { hasher }: UserServiceDeps,
): CheckedRequest | ServiceError {
  try {
    return checkCreateUserRequest(request, hasher);
  } catch (error) {
    return entryError(error);
  }
}

function isChecked(result: ServiceError | CheckedRequest): result is CheckedRequest {
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
    email: request?.email.slice(0, 254).toWellFormed() ?? "",
  });
}
