import { micros } from "../history/clock.ts";
import type { HistoryFile } from "../history/history-file.ts";
import type { EntryResult, Write, WriteResult, WriterRecord } from "../history/records.ts";
import type { Clients, UserClient } from "./clients.ts";
import type { Targets } from "./targets.ts";
import { userStateOf } from "./user-state.ts";
import { failureOf } from "./write-result.ts";

/** Tries writes, each once. */
export interface Attempts {
  /** Sends it to some instance, and records both that it does and what came of it. */
  make(write: Write): Promise<WriteResult>;
}

/** What {@link createAttempts} needs. */
export interface AttemptsOptions {
  readonly name: string;
  readonly file: HistoryFile<WriterRecord>;
  readonly clients: Clients;
  readonly targets: Targets;
}

/** Attempts of one writer, whose ids begin with its name. */
export function createAttempts({ name, file, clients, targets }: AttemptsOptions): Attempts {
  let count = 0;
  return {
    async make(write) {
      count += 1;
      const id = `${name}-${count}`;
      file.append({ kind: "attempt", id, start: micros(), write });
      const result = await send(clients.pick(), write).catch(failureOf);
      file.append({ kind: "outcome", id, end: micros(), result });
      targets.note(write, result);
      return result;
    },
  };
}

async function send(users: UserClient, write: Write): Promise<WriteResult> {
  if (write.op === "create") return create(users, write);
  const { userId, expectedRevision } = write;
  const expected = expectedRevision !== undefined && { expectedRevision: BigInt(expectedRevision) };
  if (write.op === "delete") {
    await users.deleteUser({ userId, ...expected });
    return { is: "deleted" };
  }
  const { name, email, isActive } = write.fields;
  const paths = [
    ...(name === undefined ? [] : ["name"]),
    ...(email === undefined ? [] : ["email"]),
    ...(isActive === undefined ? [] : ["is_active"]),
  ];
  const user = { id: userId, ...write.fields };
  const updated = await users.updateUser({ user, updateMask: { paths }, ...expected });
  return { is: "updated", user: userStateOf(updated) };
}

async function create(
  users: UserClient,
  { entries, isBatch }: Extract<Write, { op: "create" }>,
): Promise<WriteResult> {
  if (isBatch) return createBatch(users, entries);
  const [entry] = entries;
  if (entry === undefined) throw new RangeError("Nothing to create");
  const user = userStateOf(await users.createUser(entry));
  return { is: "created", entries: [{ is: "ok", user }] };
}

async function createBatch(
  users: UserClient,
  entries: Extract<Write, { op: "create" }>["entries"],
): Promise<WriteResult> {
  const requests = async function* () {
    yield* entries;
  };
  const answer = await users.batchCreateUsers(requests(), { timeoutMs: 5_000 });
  const results: EntryResult[] = [];
  const created = answer.users.values();
  for (const i of entries.keys()) {
    const failure = answer.failures.find(({ index }) => index === BigInt(i));
    if (failure)
      results.push({ is: "refused", code: String(failure.code), reason: failure.reason });
    else {
      const { value } = created.next();
      // The checker must hear of an answer with too few users.
      if (value) results.push({ is: "ok", user: userStateOf(value) });
    }
  }
  return { is: "created", entries: results };
}
