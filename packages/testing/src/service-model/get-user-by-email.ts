import fc from "fast-check";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { emailNotFound, invalidFields, type Outcome } from "./failures.ts";
import { anyEmail, anyMalformedEmail, isMalformed } from "./mailboxes.ts";
import type { Model, ModelUser } from "./model.ts";
import { ownerOf } from "./model-create.ts";
import { expectOutcome, outcomeOf } from "./outcome.ts";

/** GetUserByEmail. */
export function getUserByEmail(): fc.Arbitrary<ModelCommand> {
  const email = fc.oneof(
    { weight: 8, arbitrary: anyEmail() },
    { weight: 1, arbitrary: anyMalformedEmail() },
  );
  return email.map((each) =>
    command({ name: "GetUserByEmail", arguments: each, run: compareGetUserByEmail }),
  );
}

/** Looks for a mailbox in both, and compares. */
export async function compareGetUserByEmail(
  model: Model,
  { users }: ServiceUnderTest,
  email: string,
): Promise<void> {
  expectOutcome(await outcomeOf(users.getUserByEmail({ email })), findOwner(model, email));
}

function findOwner(model: Model, email: string): Outcome<ModelUser> {
  if (isMalformed(email)) return invalidFields("email");
  const user = ownerOf(model, email);
  return user ? { value: user } : emailNotFound();
}
