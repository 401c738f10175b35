import type { CallOptions, Client, UserService } from "@org/user-core";
import { adasId } from "./leak-calls.ts";

/**
 * Watches the first user, and all, for as long as calls are made. Returns how
 * to stop: those that the end of their user has ended are heard out.
 */
export function startWatches(
  users: Client<typeof UserService>,
  note: (place: string, value: unknown) => void,
  options: CallOptions,
): () => Promise<void> {
  const controller = new AbortController();
  const watching = { ...options, signal: controller.signal };
  const ended = [
    noteAll(users.watchUserUpdates({ userId: adasId, afterRevision: 1n }, watching)),
    noteAll(users.watchUsers({ includeExisting: true }, watching)),
  ];

  async function noteAll(messages: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const message of messages) note("watch", message);
    } catch (error) {
      note("error of a watch", error);
    }
  }

  return async () => {
    controller.abort();
    await Promise.all(ended);
  };
}
