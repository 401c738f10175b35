import type { UserStore } from "@org/user-core";
import type fc from "fast-check";
import { summaryOf } from "./summary-of.ts";

/**
 * What becomes of a write's hint: `prompt`, before the answer; `late`, when the
 * schedule says; `twice`, both; `lost`, never.
 */
export type HintFate = "prompt" | "late" | "twice" | "lost";

/** Far more than any race needs: a handler that goes round for ever would never let the schedule end. */
const maxOperations = 2_000;

/** A store whose operations begin and answer when a schedule says. */
export interface ScheduledStore {
  readonly store: UserStore;
  /** How many listeners to hints there are. */
  listeners(): number;
  /** Calls every listener although nothing was written. */
  hintForNothing(): void;
}

/** Options of {@link scheduledStore}. */
export interface ScheduledStoreOptions {
  readonly scheduler: fc.Scheduler;
  /** The fates of hints, one after another, over and over. Default: all are prompt. */
  readonly fates?: readonly HintFate[];
}

/**
 * Puts a schedule between a store and its user. Every operation is two tasks
 * of the scheduler: one begins it, one delivers its answer. So the order of
 * effects and the order of answers are both the schedule's, and independent.
 *
 * Hints are made here, one for each write, and not the store's own: when those
 * come is no schedule's to say.
 */
export function scheduledStore(inner: UserStore, options: ScheduledStoreOptions): ScheduledStore {
  const { scheduler, fates = [] } = options;
  const listeners = new Set<{ readonly call: () => void }>();
  let operations = 0;
  let hints = 0;

  function scheduled<A extends readonly unknown[], R>(
    name: string,
    run: (...args: A) => Promise<R>,
    say: (...args: A) => unknown = (...args) => args,
  ): (...args: A) => Promise<R> {
    return async (...args) => {
      operations += 1;
      if (operations > maxOperations) throw new Error("Some call tries again and again");
      const label = `#${operations} ${name}(${String(say(...args))})`;
      await scheduler.schedule(Promise.resolve(), `begin ${label}`);
      const answer = run(...args);
      // The task only waits: a failure belongs to the caller, not to the scheduler.
      const settled = answer.then(summaryOf, () => "failed");
      await scheduler.schedule(settled, `answer ${label}`);
      return answer;
    };
  }

  function callListeners(): void {
    for (const { call } of listeners) call();
  }

  /** A write whose hint comes, or not, before its answer. */
  async function hinted<R>(write: Promise<R>): Promise<R> {
    const answer = await write;
    const fate = fates[hints % fates.length] ?? "prompt";
    hints += 1;
    if (fate === "prompt" || fate === "twice") callListeners();
    if (fate === "late" || fate === "twice") {
      void scheduler.schedule(Promise.resolve(), `hint, ${fate}`).then(callListeners);
    }
    return answer;
  }

  const store: UserStore = {
    get: scheduled("get", (ids) => inner.get(ids)),
    getByEmail: scheduled("getByEmail", (emailKey) => inner.getByEmail(emailKey)),
    // Hashes are no schedule's to print.
    credentials: scheduled("credentials", (emailKey) => inner.credentials(emailKey)),
    replaceHash: scheduled(
      "replaceHash",
      (id, present, next) => inner.replaceHash(id, present, next),
      (id) => id,
    ),
    list: scheduled("list", (query) => inner.list(query), JSON.stringify),
    count: scheduled("count", () => inner.count()),
    insert: scheduled(
      "insert",
      (entries) => hinted(inner.insert(entries)),
      (entries) => entries.map(({ user }) => user.email),
    ),
    findRequest: scheduled("findRequest", (requestId) => inner.findRequest(requestId)),
    replace: scheduled(
      "replace",
      (change) => hinted(inner.replace(change)),
      ({ next, expectedRevision }) => `${next.id}: ${expectedRevision} to ${next.revision}`,
    ),
    remove: scheduled(
      "remove",
      (id, revision, update) => hinted(inner.remove(id, revision, update)),
      (id, revision) => `${id}: ${revision}`,
    ),
    userUpdates: scheduled("userUpdates", (id, after, limit) =>
      inner.userUpdates(id, after, limit),
    ),
    events: scheduled("events", (after, limit) => inner.events(after, limit)),
    head: scheduled("head", () => inner.head()),
    snapshot: scheduled("snapshot", (afterId, limit) => inner.snapshot(afterId, limit)),
    prune: scheduled(
      "prune",
      (what) => inner.prune(what),
      (what) => Object.values(what),
    ),
    secret: scheduled("secret", () => inner.secret()),
    check: scheduled("check", () => inner.check()),
    onHint(call) {
      // An object of its own, so that a function can listen twice.
      const listener = { call };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    migrate: () => inner.migrate(),
    close: () => inner.close(),
  };
  return {
    store,
    listeners: () => listeners.size,
    hintForNothing: callListeners,
  };
}
