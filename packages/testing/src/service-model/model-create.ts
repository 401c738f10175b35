import { refusalOf } from "./create-request.ts";
import { emailTaken, type Outcome, requestIdReused, userNotFound } from "./failures.ts";
import { mailboxOf } from "./mailboxes.ts";
import { append, type Model, type ModelCreateRequest, type ModelUser } from "./model.ts";

/**
 * Creates a user in the model, or does not. Which id a new one has is the
 * service's choice, as long as it is above all before.
 */
export function createInModel(
  model: Model,
  request: ModelCreateRequest,
  givenId: number | undefined,
): Outcome<ModelUser> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) return refusal;
  const replayed = replayInModel(model, request);
  if (replayed !== undefined) return replayed;
  if (ownerOf(model, request.email) !== undefined) return emailTaken();
  return { value: addUser(model, request, givenId) };
}

/** The user with this mailbox. */
export function ownerOf({ users }: Model, email: string): ModelUser | undefined {
  const mailbox = mailboxOf(email);
  return [...users.values()].find((user) => mailboxOf(user.email) === mailbox);
}

function replayInModel(model: Model, request: ModelCreateRequest): Outcome<ModelUser> | undefined {
  const first = model.requests.get(request.requestId.toLowerCase());
  if (first === undefined) return undefined;
  const isSame =
    request.email.trim() === first.email &&
    request.name.trim() === first.name &&
    request.password === first.password &&
    request.passwordHash === first.passwordHash;
  if (!isSame) return requestIdReused();
  const user = model.users.get(first.userId);
  return user ? { value: user } : userNotFound(first.userId);
}

function addUser(
  model: Model,
  { requestId, password, passwordHash, ...request }: ModelCreateRequest,
  givenId: number | undefined,
): ModelUser {
  const at = model.nowSeconds;
  const lastId = model.ids.at(-1) ?? 0;
  const id = givenId !== undefined && givenId > lastId ? givenId : lastId + 1;
  const email = request.email.trim();
  const name = request.name.trim();
  const user = { id, email, name, isActive: true, createdAt: at, updatedAt: at, revision: 1n };
  model.ids.push(id);
  model.users.set(id, user);
  append(model, { userId: id, at, update: undefined, created: user });
  if (requestId !== "") {
    const remembered = { userId: id, email, name, password, passwordHash, at };
    model.requests.set(requestId.toLowerCase(), remembered);
  }
  return user;
}
