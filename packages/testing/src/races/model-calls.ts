import type { CreateUserRequest, ServiceError, User } from "@org/user-core";
import { expect } from "vitest";
import type { Directory } from "./check-directory.ts";
import {
  type ModelCall,
  type ModelResult,
  type ModelState,
  modelUser,
  sameUser,
} from "./directory-model.ts";
import type { Finished, Race } from "./race.ts";
import { someOrder } from "./some-order.ts";
import { stepModel } from "./step-model.ts";

/** A call of the model that was made of the service, and how it came out. */
export interface MadeCall {
  readonly call: ModelCall;
  readonly result: ModelResult;
  readonly began: number;
  readonly ended: number;
}

const maskPaths = { email: "email", name: "name", isActive: "is_active" };

/** Makes a call when the schedule says. */
export async function makeCall(race: Race, call: ModelCall): Promise<MadeCall> {
  const finished = await race.begin(textOf(call), () => callService(race, call));
  const { began, ended } = finished;
  return { call, result: resultOf(finished), began, ended };
}

/** Fails unless some order of the calls explains how each came out and what is there now. */
export function expectSomeOrder(
  start: ModelState,
  calls: readonly MadeCall[],
  { users }: Directory,
): void {
  const order = someOrder({
    start,
    calls,
    step: (state, { call, result }) => stepModel(state, call, result),
    isEnd: (state) => isDirectory(state, users),
  });
  if (order !== undefined) return;
  const lines = calls.map(
    (each) => `${each.began}-${each.ended} ${textOf(each.call)}: ${textOf(each.result)}`,
  );
  const there = users.map((user) => textOf(modelUser(user)));
  expect.fail(
    `No order of these calls explains them:\n${[...lines, "and then", ...there].join("\n")}`,
  );
}

/** How an error looks to the model. */
function failureResult({ reason, metadata }: ServiceError): ModelResult {
  const { current_revision: revision } = metadata;
  return { reason, revision };
}

/** The request of a `create`. */
export function createRequest(
  call: Extract<ModelCall, { do: "create" }>,
): Pick<CreateUserRequest, "email" | "name" | "requestId"> {
  const { email, name, requestId } = call;
  return { email, name, requestId };
}

function isDirectory(state: ModelState, users: readonly User[]): boolean {
  if (state.users.size !== users.length) return false;
  return users.every((user) => {
    const modelled = state.users.get(user.id);
    return modelled !== undefined && sameUser(modelled, user);
  });
}

async function callService(
  { users, scheduledStore }: Race,
  call: ModelCall,
): Promise<User | undefined> {
  if (call.do === "create") return users.createUser(createRequest(call));
  if (call.do === "forget request ids") {
    await scheduledStore.prune({ eventsBefore: 0n, requestIdsBefore: 2n ** 62n });
    return undefined;
  }
  const expectation = call.expected === undefined ? {} : { expectedRevision: call.expected };
  if (call.do === "delete") {
    await users.deleteUser({ userId: call.id, ...expectation });
    return undefined;
  }
  return users.updateUser({ ...patchRequest(call), ...expectation });
}

function patchRequest({ id, patch }: Extract<ModelCall, { do: "update" }>) {
  const { email, name, isActive } = maskPaths;
  const paths = [
    ...(patch.email === undefined ? [] : [email]),
    ...(patch.name === undefined ? [] : [name]),
    ...(patch.isActive === undefined ? [] : [isActive]),
  ];
  return { user: { id, ...patch }, updateMask: { paths } };
}

function resultOf({ outcome }: Finished<User | undefined>): ModelResult {
  if (!outcome.ok) return failureResult(outcome.error);
  return outcome.value === undefined ? { done: true } : { user: modelUser(outcome.value) };
}

/** Calls and results as a failure shows them. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === "bigint" ? Number(each) : each));
}
