import {
  type ModelCall,
  type ModelPatch,
  type ModelResult,
  type ModelState,
  type ModelUser,
  sameUser,
} from "./directory-model.ts";

/** The state after a call that came out so; `undefined` if it can't have. */
export function stepModel(
  state: ModelState,
  call: ModelCall,
  result: ModelResult,
): ModelState | undefined {
  if (call.do === "create") return stepCreate(state, call, result);
  if (call.do === "forget request ids") return { ...state, requests: new Map() };
  const user = state.users.get(call.id);
  if (user === undefined) return failed(state, result, "USER_NOT_FOUND");
  if (call.expected !== undefined && call.expected !== user.revision) {
    return failed(state, result, "REVISION_MISMATCH", user.revision);
  }
  return call.do === "delete"
    ? stepDelete(state, user, result)
    : stepUpdate(state, user, call.patch, result);
}

function stepCreate(
  state: ModelState,
  { email, name, requestId }: Extract<ModelCall, { do: "create" }>,
  result: ModelResult,
): ModelState | undefined {
  const first = state.requests.get(requestId);
  if (first !== undefined) {
    if (first.email !== email || first.name !== name)
      return failed(state, result, "REQUEST_ID_REUSED");
    const user = state.users.get(first.id);
    return user ? gave(state, result, user) : failed(state, result, "USER_NOT_FOUND");
  }
  if (isTaken(state, email)) return failed(state, result, "EMAIL_TAKEN");
  if (!("user" in result) || state.ids.has(result.user.id)) return undefined;
  const user = { id: result.user.id, email, name, isActive: true, revision: 1n };
  const requests = new Map(state.requests);
  if (requestId !== "") requests.set(requestId, user);
  const ids = new Set(state.ids).add(user.id);
  return gave({ ids, requests, users: withUser(state, user) }, result, user);
}

function stepDelete(
  state: ModelState,
  { id }: ModelUser,
  result: ModelResult,
): ModelState | undefined {
  if (!("done" in result)) return undefined;
  const users = new Map(state.users);
  users.delete(id);
  return { ...state, users };
}

function stepUpdate(
  state: ModelState,
  user: ModelUser,
  patch: ModelPatch,
  result: ModelResult,
): ModelState | undefined {
  const patched = { ...user, ...patch };
  const fields = ["email", "name", "isActive"] as const;
  const changes = fields.filter((field) => patched[field] !== user[field]).length;
  if (isTaken(state, patched.email, user.id)) return failed(state, result, "EMAIL_TAKEN");
  const next = { ...patched, revision: user.revision + BigInt(changes) };
  return gave({ ...state, users: withUser(state, next) }, result, next);
}

function withUser({ users }: ModelState, user: ModelUser): ReadonlyMap<number, ModelUser> {
  return new Map(users).set(user.id, user);
}

/** The emails of races are ASCII: in lower case they are their key. */
function isTaken({ users }: ModelState, email: string, exceptId = 0): boolean {
  const key = email.toLowerCase();
  return [...users.values()].some(
    ({ id, email }) => id !== exceptId && email.toLowerCase() === key,
  );
}

function gave(state: ModelState, result: ModelResult, user: ModelUser): ModelState | undefined {
  return "user" in result && sameUser(result.user, user) ? state : undefined;
}

function failed(
  state: ModelState,
  result: ModelResult,
  reason: string,
  revision?: bigint,
): ModelState | undefined {
  if (!("reason" in result) || result.reason !== reason) return undefined;
  return revision === undefined || result.revision === String(revision) ? state : undefined;
}
