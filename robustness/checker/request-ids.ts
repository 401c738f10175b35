import type { RunIndex } from "./run-index.ts";
import { entriesOf } from "./run-index.ts";
import type { Validator } from "./validator.ts";

interface Told {
  /** Users that answers named. */
  readonly users: Set<number>;
  /** Why the last answer was a refusal, if it was. */
  refusal: string | undefined;
  readonly name: string;
}

/** However often a create is sent, its request id makes one user, and every answer is that user. */
export const requestIds: Validator = {
  promise: "request ids",
  *ofRun(run) {
    const made = createdBy(run);
    const remembered = new Map(run.requests);
    for (const [requestId, { name, users, refusal }] of toldBy(run)) {
      const created = made.get(name) ?? [];
      const [userId] = users;
      if (users.size > 1) yield `${requestId}: the answers are users ${[...users]}`;
      if (created.length > 1) yield `${requestId}: made users ${created}`;
      if (userId !== undefined && created[0] !== userId)
        yield `${requestId}: answered with user ${userId}, and made ${created[0]}`;
      if (refusal === "EMAIL_TAKEN" && created.length > 0)
        yield `${requestId}: was refused, and made user ${created[0]}`;
      if (refusal === "REQUEST_ID_REUSED")
        yield `${requestId}: its own request is told to be another's`;
      if (created.length > 0 && remembered.get(requestId) !== created[0])
        yield `${requestId}: is remembered for user ${remembered.get(requestId)}, and made ${created[0]}`;
    }
  },
};

function createdBy({ log }: RunIndex): Map<string, number[]> {
  const created = new Map<string, number[]>();
  for (const { kind, user } of log) {
    if (kind !== "created" || user === undefined) continue;
    created.set(user.name, [...(created.get(user.name) ?? []), user.id]);
  }
  return created;
}

function toldBy({ attempts }: RunIndex): Map<string, Told> {
  const told = new Map<string, Told>();
  for (const attempt of attempts) {
    const { result } = attempt;
    for (const [i, { requestId, name }] of entriesOf(attempt).entries()) {
      const each = told.get(requestId) ?? { users: new Set(), refusal: undefined, name };
      told.set(requestId, each);
      const answer = result?.is === "created" ? result.entries[i] : result;
      if (answer?.is === "ok") each.users.add(answer.user.id);
      if (answer?.is === "refused") each.refusal = answer.reason;
    }
  }
  return told;
}
