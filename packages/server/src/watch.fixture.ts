import type { UserUpdate } from "@org/user-core";
import type { TestClient } from "./client.fixture.ts";

/** A watch that has begun, read in the background. */
export interface Watch extends Disposable {
  /** Resolves to the next update not yet taken. */
  next(): Promise<UserUpdate>;
  /** Resolves, or rejects with its error, when the watch has ended. */
  readonly ended: Promise<void>;
}

/** Watches a user. Resolves once the server watches: updates from then on are seen. */
export async function watchUser(users: TestClient, userId: number): Promise<Watch> {
  const controller = new AbortController();
  const watching = Promise.withResolvers<void>();
  const { signal } = controller;
  const options = { signal, onHeaders: () => watching.resolve() };
  const updates: UserUpdate[] = [];
  const waiting: ((update: UserUpdate) => void)[] = [];
  const read = async () => {
    for await (const update of users.watchUserUpdates({ userId }, options)) {
      const take = waiting.shift();
      if (take) take(update);
      else updates.push(update);
    }
  };
  const ended = read();
  // Whoever wants to know how it ended awaits `ended`.
  ended.catch(() => {});
  await Promise.race([watching.promise, ended]);
  return {
    ended,
    next() {
      const update = updates.shift();
      if (update !== undefined) return Promise.resolve(update);
      const arrival = new Promise<UserUpdate>((resolve) => waiting.push(resolve));
      return Promise.race([arrival, ended.then(() => Promise.reject(new Error("It ended")))]);
    },
    [Symbol.dispose]: () => controller.abort(),
  };
}
