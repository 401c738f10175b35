import type fc from "fast-check";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { invalidFields, type Outcome, userNotFound } from "./failures.ts";
import type { Model, ModelUser } from "./model.ts";
import { expectOutcome, outcomeOf } from "./outcome.ts";
import { anyTarget, idOf } from "./targets.ts";

/** GetUser. */
export function getUser(): fc.Arbitrary<ModelCommand> {
  return anyTarget().map((target) =>
    command({
      name: "GetUser",
      arguments: target,
      run: (model, service) => compareGetUser(model, service, idOf(model, target)),
    }),
  );
}

/** Looks for a user in both, and compares. */
export async function compareGetUser(
  model: Model,
  { users }: ServiceUnderTest,
  userId: number,
): Promise<void> {
  expectOutcome(await outcomeOf(users.getUser({ userId })), findUser(model, userId));
}

function findUser({ users }: Model, userId: number): Outcome<ModelUser> {
  if (userId <= 0) return invalidFields("user_id");
  const user = users.get(userId);
  return user ? { value: user } : userNotFound(userId);
}
