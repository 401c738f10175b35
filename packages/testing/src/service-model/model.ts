import type { CreateUserRequest, User, UserUpdate } from "@org/user-core";

/** The fields of a message, without what its library adds. */
type Fields<T> = Omit<T, "$typeName" | "$unknown">;

/** A user in plain data. */
export type ModelUser = Fields<User>;

/** A change of a user in plain data. */
export type ModelUpdate = Fields<UserUpdate>;

/** A request to create a user in plain data. */
export type ModelCreateRequest = Fields<CreateUserRequest>;

/** What the first call with a request id said, trimmed, and whom it made. */
interface ModelRequest extends Omit<ModelCreateRequest, "requestId"> {
  readonly userId: number;
  /** Unix seconds. */
  readonly at: bigint;
}

/** One entry of the log of all users. */
export interface LogEntry {
  readonly userId: number;
  /** Unix seconds. */
  readonly at: bigint;
  /** `undefined` for a creation. */
  readonly update: ModelUpdate | undefined;
  /** The user as it was created; `undefined` for an update. */
  readonly created: ModelUser | undefined;
}

/** A page token that was given out. */
export interface ModelToken {
  readonly token: string;
  /** The last id of the page that it came with. */
  readonly afterId: number;
}

/** A watch that is open. */
export interface ModelWatch {
  readonly userId: number;
  /** The revision that it has shown, or that it began after. */
  position: bigint;
}

/** How far a watch of all users is. */
export interface ModelPoint {
  /** How many entries of the log it is after, counted from the very first. */
  readonly next: number;
  /** While existing users are told: the last one's id. */
  readonly existingUpTo: number | undefined;
}

/** A resume token that was given out, and where it goes on. */
interface ModelResumeToken extends ModelPoint {
  readonly token: string;
}

/** A watch of all users that is open, and is past the existing ones. */
export interface ModelUsersWatch {
  next: number;
}

/** What a directory should hold: a map of its users, and what else it must remember. */
export interface Model {
  /** The present time in Unix seconds; also the service's clock. */
  nowSeconds: bigint;
  /** The present users by id, in the order of their ids. */
  readonly users: Map<number, ModelUser>;
  /** Every id that was ever given, in order. */
  readonly ids: number[];
  /** The log of all users since the beginning, in commit order. */
  readonly history: LogEntry[];
  /** What is kept of it. */
  readonly log: LogEntry[];
  /** By request id in lower case. */
  readonly requests: Map<string, ModelRequest>;
  readonly tokens: ModelToken[];
  readonly watches: ModelWatch[];
  readonly resumeTokens: ModelResumeToken[];
  readonly usersWatches: ModelUsersWatch[];
}

const firstSecond = 1_790_000_000n;

/** An empty directory. */
export function createModel(): Model {
  return {
    nowSeconds: firstSecond,
    users: new Map(),
    ids: [],
    history: [],
    log: [],
    requests: new Map(),
    tokens: [],
    watches: [],
    resumeTokens: [],
    usersWatches: [],
  };
}

/** Adds to the log. */
export function append({ history, log }: Model, entry: LogEntry): void {
  history.push(entry);
  log.push(entry);
}

/** The updates of one user that are kept, in revision order. */
export function keptUpdates({ log }: Model, userId: number): ModelUpdate[] {
  return log.flatMap(({ update }) => (update?.userId === userId ? [update] : []));
}

/** Takes over a user's next state and the fields that changed on the way. */
export function changeUser(
  model: Model,
  user: ModelUser,
  changes: readonly Pick<ModelUpdate, "field" | "oldValue" | "newValue">[],
): ModelUser {
  const at = model.nowSeconds;
  let { revision } = user;
  for (const change of changes) {
    revision += 1n;
    const update = { userId: user.id, ...change, timestamp: at, revision };
    append(model, { userId: user.id, at, update, created: undefined });
  }
  const next = { ...user, updatedAt: at, revision };
  model.users.set(user.id, next);
  return next;
}
