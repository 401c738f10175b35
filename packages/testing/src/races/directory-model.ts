import type { User } from "@org/user-core";

/** What one may ask of a directory, and how it comes out. */
export type ModelCall =
  | {
      readonly do: "create";
      readonly email: string;
      readonly name: string;
      readonly requestId: string;
    }
  | {
      readonly do: "update";
      readonly id: number;
      readonly patch: ModelPatch;
      readonly expected: bigint | undefined;
    }
  | { readonly do: "delete"; readonly id: number; readonly expected: bigint | undefined }
  | { readonly do: "forget request ids" };

/** New values for some fields. */
export type ModelPatch = Partial<Pick<User, "email" | "name" | "isActive">>;

/** How a call came out: a user, nothing, or an error by its reason, with the revision it names. */
export type ModelResult =
  | { readonly user: ModelUser }
  | { readonly done: true }
  | { readonly reason: string; readonly revision?: string | undefined };

/** A user without its times, which tell nothing of the order of calls. */
export type ModelUser = Pick<User, "id" | "email" | "name" | "isActive" | "revision">;

/** A directory that does one thing at a time. */
export interface ModelState {
  readonly users: ReadonlyMap<number, ModelUser>;
  /** Those who ever were. */
  readonly ids: ReadonlySet<number>;
  readonly requests: ReadonlyMap<string, ModelUser>;
}

/** The user as the model has it. */
export function modelUser({ id, email, name, isActive, revision }: ModelUser): ModelUser {
  return { id, email, name, isActive, revision };
}

/** A directory of these users. */
export function modelOf(users: readonly User[]): ModelState {
  const all = users.map(modelUser);
  return {
    users: new Map(all.map((user) => [user.id, user])),
    ids: new Set(all.map(({ id }) => id)),
    requests: new Map(),
  };
}

/** Whether two users are the same in all that the model knows. */
export function sameUser(a: ModelUser, b: ModelUser): boolean {
  return (
    a.id === b.id &&
    a.email === b.email &&
    a.name === b.name &&
    a.isActive === b.isActive &&
    a.revision === b.revision
  );
}
