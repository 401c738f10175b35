import type fc from "fast-check";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { anyCreateRequest } from "./create-request.ts";
import type { Model, ModelCreateRequest } from "./model.ts";
import { createInModel } from "./model-create.ts";
import { expectOutcome, outcomeOf } from "./outcome.ts";

/** CreateUser. */
export function createUser(): fc.Arbitrary<ModelCommand> {
  return anyCreateRequest().map((request) =>
    command({ name: "CreateUser", arguments: request, run: compareCreateUser }),
  );
}

/** Creates a user in both, and compares. */
export async function compareCreateUser(
  model: Model,
  { users }: ServiceUnderTest,
  request: ModelCreateRequest,
): Promise<void> {
  const actual = await outcomeOf(users.createUser(request));
  const givenId = "value" in actual ? actual.value.id : undefined;
  expectOutcome(actual, createInModel(model, request, givenId));
}
