import { type Attributes, context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { isServiceError, type UserStore } from "@org/user-core";
import { metricNames, attributes as names } from "./conventions.ts";
import { createInstruments } from "./instruments.ts";
import type { TelemetryOptions } from "./telemetry-options.ts";

/** Options of {@link traceStore}. */
export interface StoreTelemetryOptions extends TelemetryOptions {
  /** The database, as `db.system.name` has it: `postgresql`, `sqlite`. Default: `other_sql`. */
  readonly system?: string;
}

/** What of a store is an operation on its database. */
type Operation = Exclude<keyof UserStore, "check" | "close" | "migrate" | "onHint" | "secret">;

/**
 * The same store, with a span and a duration of every operation, inside of the
 * call that needs it. They say which operation it was and whether it failed, and
 * nothing of what was asked for or found.
 *
 * @example
 * createUserService({ store: traceStore(store, { system: "postgresql" }), middleware: [traceCalls()] });
 */
export function traceStore(store: UserStore, options: StoreTelemetryOptions = {}): UserStore {
  const { system = "other_sql" } = options;
  const { tracer, took } = createInstruments(
    options,
    metricNames.dbOperationDuration,
    "How long operations of the store took",
  );

  async function traced<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    const known = { [names.dbSystem]: system, [names.dbOperation]: operation };
    const span = tracer.startSpan(`UserStore/${operation}`, {
      kind: SpanKind.CLIENT,
      attributes: known,
    });
    let failure: Attributes = {};
    try {
      return await context.with(trace.setSpan(context.active(), span), work);
    } catch (error) {
      // Drivers' words may hold what was asked for.
      failure = { [names.errorType]: isServiceError(error) ? error.code : "_OTHER" };
      span.setAttributes(failure).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      took(since, { ...known, ...failure });
      span.end();
    }
  }

  return {
    ...tracedOperations(store, traced),
    onHint: (listener) => store.onHint(listener),
    secret: () => store.secret(),
    migrate: () => store.migrate(),
    check: () => store.check(),
    close: () => store.close(),
  };
}

type Traced = <T>(operation: Operation, work: () => Promise<T>) => Promise<T>;

function tracedOperations(store: UserStore, traced: Traced): Pick<UserStore, Operation> {
  return {
    get: (ids, caller) => traced("get", () => store.get(ids, caller)),
    getByEmail: (key, caller) => traced("getByEmail", () => store.getByEmail(key, caller)),
    credentials: (key, caller) => traced("credentials", () => store.credentials(key, caller)),
    list: (query, caller) => traced("list", () => store.list(query, caller)),
    count: (caller) => traced("count", () => store.count(caller)),
    insert: (entries, caller) => traced("insert", () => store.insert(entries, caller)),
    findRequest: (id, caller) => traced("findRequest", () => store.findRequest(id, caller)),
    replace: (change, caller) => traced("replace", () => store.replace(change, caller)),
    replaceHash: (userId, present, next) =>
      traced("replaceHash", () => store.replaceHash(userId, present, next)),
    remove: (userId, revision, update, caller) =>
      traced("remove", () => store.remove(userId, revision, update, caller)),
    userUpdates: (userId, after, limit, caller) =>
      traced("userUpdates", () => store.userUpdates(userId, after, limit, caller)),
    events: (after, limit, caller) => traced("events", () => store.events(after, limit, caller)),
    head: (caller) => traced("head", () => store.head(caller)),
    snapshot: (afterId, limit, caller) =>
      traced("snapshot", () => store.snapshot(afterId, limit, caller)),
    prune: (what) => traced("prune", () => store.prune(what)),
  };
}
