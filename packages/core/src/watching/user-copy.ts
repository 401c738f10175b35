import type {
  User,
  UserUpdate,
  WatchUsersResponse,
} from "../gen/userservice/v1/user_service_pb.ts";
import { checkEmail } from "../users/email.ts";

/** A copy of users that follows a watch. */
export interface UserCopy {
  readonly size: number;
  get(userId: number): User | undefined;
  getByEmail(email: string): User | undefined;
  values(): IterableIterator<User>;
  /** Applies a message of the watch. Throws if it does not fit what came before. */
  apply(event: WatchUsersResponse["event"]): void;
}

const changed: Readonly<Record<string, (value: string) => Partial<User>>> = {
  email: (email) => ({ email }),
  name: (name) => ({ name }),
  is_active: (value) => ({ isActive: value === "true" }),
};

/** Makes an empty copy. */
export function createUserCopy(): UserCopy {
  const users = new Map<number, User>();
  const idsByEmail = new Map<string, number>();

  function put(user: User): void {
    const present = users.get(user.id);
    // A watch that was resumed amid the existing users may bring what is known.
    if (present !== undefined && present.revision >= user.revision) return;
    forgetEmail(present);
    users.set(user.id, user);
    idsByEmail.set(keyOf(user.email), user.id);
  }

  function update({ userId, revision, timestamp, field, newValue }: UserUpdate): void {
    const user = users.get(userId);
    // Deleted when the existing users were read: a watch that was resumed amid
    // them may bring what led to that. Its deletion follows.
    if (user === undefined) return;
    if (revision > user.revision + 1n) throw new TypeError(`User ${userId} skips a revision`);
    put({ ...user, ...changed[field]?.(newValue), revision, updatedAt: timestamp });
  }

  function remove(userId: number): void {
    forgetEmail(users.get(userId));
    users.delete(userId);
  }

  /** Unless it is somebody else's by now. */
  function forgetEmail(user: User | undefined): void {
    if (user === undefined) return;
    const key = keyOf(user.email);
    if (idsByEmail.get(key) === user.id) idsByEmail.delete(key);
  }

  return {
    get size() {
      return users.size;
    },
    get: (userId) => users.get(userId),
    getByEmail: (email) => users.get(idsByEmail.get(keyOf(email)) ?? 0),
    values: () => users.values(),
    apply(event) {
      if (event.case === "existing" || event.case === "created") put(event.value);
      else if (event.case === "updated") update(event.value);
      else if (event.case === "deletedId") remove(event.value);
    },
  };
}

/** The canonical form that makes emails one; what is no email is only itself. */
function keyOf(email: string): string {
  const check = checkEmail(email.trim());
  return check.ok ? check.key : email;
}
