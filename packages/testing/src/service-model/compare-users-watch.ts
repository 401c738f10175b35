import type { WatchUsersRequest, WatchUsersResponse } from "@org/user-core";
import { expect } from "vitest";
import type { ServiceUnderTest } from "./command.ts";
import { invalidFields, resumePointExpired, resumeTokenForeign } from "./failures.ts";
import type { LogEntry, Model, ModelPoint, ModelUsersWatch } from "./model.ts";
import { expectOutcome } from "./outcome.ts";
import { withPatience } from "./patience.ts";
import { openWatch, type WatchStream } from "./watch-stream.ts";

/** Where a watch begins: now, with the existing users, or where a token says. */
export type UsersStart = "now" | "existing" | (ModelPoint & { readonly token: string });

type Stream = WatchStream<WatchUsersResponse>;

/** Far apart: only the first comes, at the end of the log. */
const heartbeatInterval = { seconds: 3_600n };

/** Begins a watch, and compares everything to the end of the log; then it stays open. */
export async function compareUsersWatch(
  model: Model,
  service: ServiceUnderTest,
  start: UsersStart,
): Promise<void> {
  await untilShown(model, service);
  const end = model.history.length;
  const begin = {
    now: { next: end, existingUpTo: undefined },
    existing: { next: end, existingUpTo: 0 },
  };
  const point = typeof start === "string" ? begin[start] : start;
  const request = requestOf(start);
  const stream = openUsers(service, request);
  if (point.next < end - model.log.length && (await isRefused(stream))) return;
  for (const { event, after } of openingOf(model, point)) {
    await compareNext(model, stream, event, after);
  }
  const next = point.existingUpTo === undefined ? point.next : end;
  const watch = { next };
  service.usersStreams.set(watch, stream);
  model.usersWatches.push(watch);
  await catchUpUsers(model, service, watch);
  const heartbeat = { case: "heartbeat", value: {} };
  await compareNext(model, stream, heartbeat, { next: end, existingUpTo: undefined });
}

/** Begins a watch with a token that was changed: it is refused. */
export async function compareChangedToken(
  { users }: Pick<ServiceUnderTest, "users">,
  resumeToken: string,
  isOfStore: boolean,
): Promise<void> {
  const stream = openWatch("watch with a changed token", (options) =>
    users.watchUsers({ resumeToken }, options),
  );
  const refusal = isOfStore ? invalidFields("resume_token") : resumeTokenForeign();
  expectOutcome(await stream.next(), refusal);
}

/** Reads what a watch should have shown by now, and compares. */
export async function catchUpUsers(
  model: Model,
  { usersStreams }: ServiceUnderTest,
  watch: ModelUsersWatch,
): Promise<void> {
  const stream = usersStreams.get(watch);
  for (const entry of model.history.slice(watch.next)) {
    watch.next += 1;
    if (stream === undefined) continue;
    await compareNext(model, stream, eventOf(entry), { next: watch.next, existingUpTo: undefined });
  }
}

/** Compares every open watch to its end, and what some of the tokens lead to. */
export async function compareUsersWatches(model: Model, service: ServiceUnderTest): Promise<void> {
  for (const watch of model.usersWatches) await catchUpUsers(model, service, watch);
  const { resumeTokens } = model;
  const step = Math.ceil(resumeTokens.length / 10);
  const some = resumeTokens.filter((_, i) => i % step === 0);
  for (const token of some) await compareUsersWatch(model, service, token);
  await compareUsersWatch(model, service, "existing");
}

/** Waits until the store's log shows what was written: in some it follows after a moment. */
export async function untilShown(model: Model, { store, shown }: ServiceUnderTest): Promise<void> {
  const read = async () => {
    while (shown.count < model.history.length) {
      const page = await store.events(shown.position, 1_000);
      if (page.kind !== "events") throw new Error(`the log is ${page.kind}`);
      shown.position = page.position;
      shown.count += page.events.length;
      if (page.events.length === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await withPatience("the log", read());
  expect(shown.count, "events of the log").toBe(model.history.length);
}

function requestOf(
  start: UsersStart,
): Partial<Pick<WatchUsersRequest, "includeExisting" | "resumeToken">> {
  if (start === "now") return {};
  // Beside a token the wish for existing users says nothing.
  return { includeExisting: true, ...(start !== "existing" && { resumeToken: start.token }) };
}

function openUsers({ users }: ServiceUnderTest, request: ReturnType<typeof requestOf>): Stream {
  return openWatch("watch of all users", (options) =>
    users.watchUsers({ ...request, heartbeatInterval }, options),
  );
}

/**
 * Whether a watch from what is kept no more is refused. It need not be while
 * somebody follows the log closely: then it must be right.
 */
async function isRefused(stream: Stream): Promise<boolean> {
  // Something always comes: changes, users, or the heartbeat at the end.
  const first = await stream.peek();
  if ("value" in first) return false;
  expectOutcome(first, resumePointExpired());
  return true;
}

/** What comes until the existing users are told: what changed of those told, then the others. */
function openingOf(
  { history, users }: Model,
  { next, existingUpTo }: ModelPoint,
): { readonly event: object; readonly after: ModelPoint }[] {
  if (existingUpTo === undefined) return [];
  const changes = history
    .slice(next)
    .flatMap((entry, i) =>
      entry.userId > existingUpTo
        ? []
        : [{ event: eventOf(entry), after: { next: next + i + 1, existingUpTo } }],
    );
  const others = [...users.values()].filter(({ id }) => id > existingUpTo);
  const existing = others.map((value, i) => {
    const upTo = i === others.length - 1 ? undefined : value.id;
    const after = { next: history.length, existingUpTo: upTo };
    return { event: { case: "existing", value }, after };
  });
  return [...changes, ...existing];
}

function eventOf({ userId, update, created }: LogEntry): object {
  if (created) return { case: "created", value: created };
  if (update?.field === "deleted") return { case: "deletedId", value: userId };
  return { case: "updated", value: update };
}

async function compareNext(
  model: Model,
  stream: Stream,
  event: object,
  after: ModelPoint,
): Promise<void> {
  const outcome = await stream.next();
  const resumeToken = expect.stringMatching(/^[\w-]+$/);
  expectOutcome(outcome, { value: { done: false, value: { event, resumeToken } } });
  if (!("value" in outcome) || outcome.value.done) return;
  model.resumeTokens.push({ token: outcome.value.value.resumeToken, ...after });
}
