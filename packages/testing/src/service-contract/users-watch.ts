import { equals, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type Client,
  type UserService,
  type WatchUsersRequestSchema,
  type WatchUsersResponse,
  WatchUsersResponseSchema,
} from "@org/user-core";
import { expect } from "vitest";
import type { ServiceContext } from "./context.ts";

/** A watch of all users that is read message by message. */
export interface UsersWatch {
  /** Settles with its headers; with its first message where they wait for it. */
  readonly watching: Promise<unknown>;
  /** The next message; fails with the watch. */
  next(): Promise<WatchUsersResponse>;
  /** The next messages. */
  take(count: number): Promise<WatchUsersResponse[]>;
  /** Cancels it. */
  leave(): void;
}

/** Heartbeats that are far apart: only the first comes, which says that the log was read to its end. */
export const rarely = { seconds: 3_600n };

/** Begins a watch of all users. */
export function openUsersWatch(
  users: Client<typeof UserService>,
  request: MessageInitShape<typeof WatchUsersRequestSchema>,
): UsersWatch {
  const headers = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const messages = users
    .watchUsers(request, { signal: leaving.signal, onHeaders: () => headers.resolve() })
    [Symbol.asyncIterator]();
  // A call begins when it is first read.
  const first = messages.next();
  const watching = Promise.race([headers.promise, first]);
  // Perhaps nobody waits for it.
  watching.catch(() => {});
  let ahead: typeof first | undefined = first;

  async function next(): Promise<WatchUsersResponse> {
    const { done, value } = await (ahead ?? messages.next());
    ahead = undefined;
    if (done) throw new Error("the watch has ended");
    return value;
  }

  return {
    watching,
    next,
    async take(count) {
      const taken: WatchUsersResponse[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    leave: () => leaving.abort(),
  };
}

/** That two watches gave the same. Of thousands of messages vitest is shown only where they differ first. */
export function expectSame(
  actual: readonly WatchUsersResponse[],
  expected: readonly WatchUsersResponse[],
): void {
  expect(actual.length).toBe(expected.length);
  const differs = expected.findIndex((message, i) => {
    const other = actual[i];
    return other === undefined || !equals(WatchUsersResponseSchema, message, other);
  });
  expect(actual[differs], `message ${differs}`).toEqual(expected[differs]);
}

/** What a message tells, in short. */
export function told({ event }: WatchUsersResponse): readonly unknown[] {
  if (event.case !== "updated") return [event.case, event.value];
  const { userId, field, oldValue, newValue, revision } = event.value;
  return [event.case, userId, field, oldValue, newValue, revision];
}

/**
 * A token that goes on with whatever is done next: also of a store whose log
 * follows its writes after a moment, where what was done before is shown first.
 */
export async function tokenFromNow(context: ServiceContext): Promise<string> {
  const { users } = context;
  const watch = openUsersWatch(users, { heartbeatInterval: rarely });
  // The first heartbeat: it watches.
  await watch.next();
  const { id } = await users.createUser({ email: context.freshEmail(), name: "Now" });
  const { resumeToken } = await untilCreated(watch, id);
  watch.leave();
  return resumeToken;
}

/** Reads on until a user's creation is told. */
export async function untilCreated(
  watch: UsersWatch,
  id: number,
  see: (message: WatchUsersResponse) => void = () => {},
): Promise<WatchUsersResponse> {
  for (;;) {
    const message = await watch.next();
    see(message);
    if (message.event.case === "created" && message.event.value.id === id) return message;
  }
}
