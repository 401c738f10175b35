import fc from "fast-check";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import {
  emailTaken,
  invalidFields,
  type Outcome,
  revisionMismatch,
  userNotFound,
} from "./failures.ts";
import { changeUser, type Model, type ModelUser } from "./model.ts";
import { ownerOf } from "./model-create.ts";
import { expectOutcome, outcomeOf } from "./outcome.ts";
import { anyExpectation, anyTarget, expectedRevision, idOf } from "./targets.ts";
import { anyUpdate, faultsOf, isMeant, type UpdateRequest } from "./update-request.ts";

/** UpdateUser. */
export function updateUser(): fc.Arbitrary<ModelCommand> {
  const args = { target: anyTarget(), expectation: anyExpectation() };
  return fc.record({ ...args, fields: anyUpdate() }).map(({ target, fields, expectation }) => {
    const requestOf = (model: Model): UpdateRequest => {
      const { paths, password, ...user } = fields;
      const id = idOf(model, target);
      const expected = expectedRevision(model, id, expectation);
      return { user: { id, ...user }, updateMask: { paths }, password, ...expected };
    };
    return command({
      name: "UpdateUser",
      arguments: { target, ...fields, expectation },
      // Which of its faults a request is refused for is open, if one of them is the id.
      check: (model) => idOf(model, target) > 0 || faultsOf(requestOf(model)).length === 0,
      run: (model, service) => compareUpdateUser(model, service, requestOf(model)),
    });
  });
}

async function compareUpdateUser(
  model: Model,
  { users }: ServiceUnderTest,
  request: UpdateRequest,
): Promise<void> {
  expectOutcome(await outcomeOf(users.updateUser(request)), updateInModel(model, request));
}

function updateInModel(model: Model, request: UpdateRequest): Outcome<ModelUser> {
  const { id } = request.user;
  if (id <= 0) return invalidFields("user.id");
  const faults = faultsOf(request);
  if (faults.length > 0) return invalidFields(...faults);
  const user = model.users.get(id);
  if (user === undefined) return userNotFound(id);
  const { expectedRevision = user.revision } = request;
  if (expectedRevision !== user.revision) return revisionMismatch(user.revision);
  const next = {
    ...user,
    ...(isMeant(request, "email") && { email: request.user.email.trim() }),
    ...(isMeant(request, "name") && { name: request.user.name.trim() }),
    ...(isMeant(request, "is_active") && { isActive: request.user.isActive }),
  };
  if ((ownerOf(model, next.email) ?? user).id !== id) return emailTaken();
  const values: [field: string, oldValue: string, newValue: string][] = [
    ["email", user.email, next.email],
    ["name", user.name, next.name],
    ["is_active", String(user.isActive), String(next.isActive)],
  ];
  const changes = values
    .filter(([, oldValue, newValue]) => oldValue !== newValue)
    .map(([field, oldValue, newValue]) => ({ field, oldValue, newValue }));
  if (isMeant(request, "password")) changes.push({ field: "password", oldValue: "", newValue: "" });
  return { value: changes.length === 0 ? user : changeUser(model, next, changes) };
}
