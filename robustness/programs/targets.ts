import type { UserState, Write, WriteResult } from "../history/records.ts";

/** A user whom a writer may change, and how it last saw it. */
export interface Target {
  readonly id: number;
  /** `undefined` until it has been seen. */
  readonly revision: number | undefined;
}

/** Whom a writer changes: those whom all do, and some that it created. */
export interface Targets {
  shared(): readonly Target[];
  own(): readonly Target[];
  /** Learns from what became of a write. */
  note(write: Write, result: WriteResult): void;
}

/** How many of its own users a writer remembers. */
const maxOwn = 40;

/** Begins with the shared ones. */
export function createTargets(sharedIds: readonly number[]): Targets {
  const shared = new Map<number, number | undefined>(sharedIds.map((id) => [id, undefined]));
  const own = new Map<number, number>();

  function see({ id, revision }: UserState): void {
    if (shared.has(id)) return void shared.set(id, revision);
    own.delete(id);
    own.set(id, revision);
    const [oldest] = own.keys();
    if (own.size > maxOwn && oldest !== undefined) own.delete(oldest);
  }

  return {
    shared: () => [...shared].map(([id, revision]) => ({ id, revision })),
    own: () => [...own].map(([id, revision]) => ({ id, revision })),
    note(write, result) {
      if (result.is === "created") {
        for (const entry of result.entries) if (entry.is === "ok") see(entry.user);
      } else if (result.is === "updated") see(result.user);
      else if (result.is === "deleted" && write.op === "delete") own.delete(write.userId);
    },
  };
}
