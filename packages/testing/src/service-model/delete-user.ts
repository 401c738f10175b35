import fc from "fast-check";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { invalidFields, type Outcome, revisionMismatch, userNotFound } from "./failures.ts";
import { changeUser, type Model } from "./model.ts";
import { expectOutcome, outcomeOf } from "./outcome.ts";
import { anyExpectation, anyTarget, expectedRevision, idOf } from "./targets.ts";

interface DeleteRequest {
  readonly userId: number;
  readonly expectedRevision?: bigint;
}

/** DeleteUser. */
export function deleteUser(): fc.Arbitrary<ModelCommand> {
  return fc.record({ target: anyTarget(), expectation: anyExpectation() }).map((args) =>
    command({
      name: "DeleteUser",
      arguments: args,
      run(model, service, { target, expectation }) {
        const userId = idOf(model, target);
        const request = { userId, ...expectedRevision(model, userId, expectation) };
        return compareDeleteUser(model, service, request);
      },
    }),
  );
}

/** Deletes a user in both, and compares. */
export async function compareDeleteUser(
  model: Model,
  { users }: ServiceUnderTest,
  request: DeleteRequest,
): Promise<void> {
  expectOutcome(await outcomeOf(users.deleteUser(request)), deleteInModel(model, request));
}

function deleteInModel(
  model: Model,
  { userId, expectedRevision }: DeleteRequest,
): Outcome<Record<string, never>> {
  if (userId <= 0) return invalidFields("user_id");
  const user = model.users.get(userId);
  if (user === undefined) return userNotFound(userId);
  const { revision } = user;
  if ((expectedRevision ?? revision) !== revision) return revisionMismatch(revision);
  changeUser(model, user, [{ field: "deleted", oldValue: "false", newValue: "true" }]);
  model.users.delete(userId);
  return { value: {} };
}
