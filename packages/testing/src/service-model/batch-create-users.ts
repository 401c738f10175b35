import { type BatchCreateFailure, statusNumbers } from "@org/user-core";
import fc from "fast-check";
import { expect } from "vitest";
import { streamOf } from "../streams.ts";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { anyCreateRequest } from "./create-request.ts";
import type { Failure } from "./failures.ts";
import type { Model, ModelCreateRequest, ModelUser } from "./model.ts";
import { createInModel } from "./model-create.ts";
import { expectOutcome, outcomeOf } from "./outcome.ts";

/** BatchCreateUsers, of few users, or now and then of one more than the largest page has. */
export function batchCreateUsers(): fc.Arbitrary<ModelCommand> {
  const few = fc
    .array(anyCreateRequest(), { maxLength: 6 })
    .map((requests) =>
      command({ name: "BatchCreateUsers", arguments: requests, run: compareBatchCreateUsers }),
    );
  const many = fc.constant(
    command({ name: "BatchCreateCrowd", arguments: 101, check: hasNoCrowd, run: createCrowd }),
  );
  return fc.oneof({ weight: 14, arbitrary: few }, { weight: 1, arbitrary: many });
}

/** Creates users in both with one stream, and compares. */
export async function compareBatchCreateUsers(
  model: Model,
  service: ServiceUnderTest,
  requests: readonly ModelCreateRequest[],
): Promise<void> {
  const actual = await outcomeOf(service.users.batchCreateUsers(streamOf(...requests)));
  const given = "value" in actual ? actual.value.users : [];
  const users: ModelUser[] = [];
  const failures: Omit<BatchCreateFailure, "$typeName">[] = [];
  for (const [index, request] of requests.entries()) {
    const outcome = createInModel(model, request, given[users.length]?.id);
    if ("value" in outcome) users.push(outcome.value);
    else failures.push(failureOf(index, request, outcome.error));
  }
  const total = users.length;
  const failed = failures.length;
  expectOutcome(actual, { value: { users, total, hasMore: false, failures, failed } });
}

function failureOf(
  index: number,
  { email }: ModelCreateRequest,
  { code, reason, message = expect.stringMatching(/\w/) }: Failure,
): Omit<BatchCreateFailure, "$typeName"> {
  return { index: BigInt(index), code: statusNumbers[code], reason, message, email };
}

function createCrowd(model: Model, service: ServiceUnderTest, size: number): Promise<void> {
  const requests = Array.from({ length: size }, (_, i) => ({
    email: `member${i}@crowd.example`,
    name: "Member",
    password: "",
    passwordHash: "",
    requestId: "",
  }));
  return compareBatchCreateUsers(model, service, requests);
}

function hasNoCrowd({ users }: Readonly<Model>): boolean {
  return users.size < 50;
}
