import { create } from "@bufbuild/protobuf";
import type { Call, CallOptions, Client, Handlers, UserService } from "@org/user-core";
import { UserSchema, UserUpdateSchema } from "@org/user-core";
import { describe, expect, it } from "vitest";
import type { Serve } from "../serve.ts";
import { collect, failureOf, handStream, streamOf } from "../streams.ts";
import { serveHandlers } from "./context.ts";

type Users = Client<typeof UserService>;

const kinds: Record<string, (users: Users, options: CallOptions) => Promise<unknown>> = {
  // Not a call without side effects, which a client may try again.
  unary: (users, options) => users.createUser({ name: "A" }, options),
  "server streaming": (users, options) => collect(users.watchUserUpdates({ userId: 1 }, options)),
  "client streaming": (users, options) =>
    users.batchCreateUsers(openStream({ name: "A" }), options),
  bidirectional: (users, options) => collect(users.syncUsers(openStream({ userId: 1 }), options)),
};

/** However a call ends early, its handler ends too: signal aborted, `finally` run. */
export function endingContract(serve: Serve): void {
  describe.each(Object.keys(kinds))("%s", (kind) => {
    const start = startOf(kind);

    it("ends the handler when the caller cancels", async () => {
      const { handlers, started, ended } = endlessHandlers();
      const { users } = await serveHandlers(serve, handlers);
      const controller = new AbortController();
      const failure = failureOf(start(users, { signal: controller.signal }));
      await started;
      controller.abort();
      expect(await failure).toMatchObject({ code: "CANCELLED", reason: "CANCELLED" });
      expect((await ended).cancelReason).toMatchObject({ code: "CANCELLED" });
    });

    it("ends the handler when the deadline passes", async () => {
      const { failure, ended, latest } = await startWithDeadline(serve, start);
      expect(await failure).toMatchObject({
        code: "DEADLINE_EXCEEDED",
        reason: "DEADLINE_EXCEEDED",
      });
      const { deadline, cancelReason } = await ended;
      // Whether the client's own clock or the server's strikes first.
      expect(["DEADLINE_EXCEEDED", "CANCELLED"]).toContain(cancelReason.code);
      expect(deadline).toBeLessThanOrEqual(latest);
    });

    it("ends the handler when the connection is lost", async (test) => {
      const { handlers, started, ended } = endlessHandlers();
      const { users, dropConnection } = await serveHandlers(serve, handlers);
      if (dropConnection === undefined)
        return test.skip("there is no connection to lose in process");
      const failure = failureOf(start(users, {}));
      await started;
      dropConnection();
      expect(await failure).toMatchObject({ code: "UNAVAILABLE" });
      expect((await ended).cancelReason).toMatchObject({ code: "CANCELLED" });
    });
  });

  it("does not call a handler for a call that is cancelled before it starts", async () => {
    const { handlers, ended } = endlessHandlers();
    const { users } = await serveHandlers(serve, handlers);
    const failure = await failureOf(users.getUser({ userId: 1 }, { signal: AbortSignal.abort() }));
    expect(failure.code).toBe("CANCELLED");
    expect(await Promise.race([ended, Promise.resolve("never started")])).toBe("never started");
  });

  it("ends the handler when the reader leaves a stream early", async () => {
    const ended = Promise.withResolvers<string>();
    const { users } = await serveHandlers(serve, {
      async *syncUsers() {
        try {
          for (;;) yield user(1);
        } finally {
          ended.resolve("ended");
        }
      },
    });
    for await (const { id } of users.syncUsers(openStream({ userId: 1 }))) {
      expect(id).toBe(1);
      break;
    }
    expect(await ended.promise).toBe("ended");
  });

  it.each([Number.POSITIVE_INFINITY, 60_000])(
    "ends a unary call after the service's own limit when its caller would wait %d ms",
    async (timeoutMs) => {
      const { handlers, ended } = endlessHandlers();
      const { users } = await serveHandlers(serve, handlers, { unaryTimeoutMs: 100 });
      const latest = Date.now() + 30_000;
      const failure = await failureOf(users.getUser({ userId: 1 }, { timeoutMs }));
      expect(failure).toMatchObject({ code: "DEADLINE_EXCEEDED", reason: "DEADLINE_EXCEEDED" });
      const { cancelReason, deadline } = await ended;
      expect(cancelReason.code).toBe("DEADLINE_EXCEEDED");
      expect(deadline).toBeLessThan(latest);
    },
  );

  it("does not abort the signal of a call that succeeded, whatever its kind", async () => {
    const signals: AbortSignal[] = [];
    const ended = handStream<null>();
    const { users } = await serveHandlers(
      serve,
      {
        getUser(_request, { signal }) {
          signals.push(signal);
          return user(1);
        },
        async *syncUsers(requests, { signal }) {
          signals.push(signal);
          for await (const { userId } of requests) yield user(userId);
        },
        async *watchUserUpdates(_request, { signal }) {
          signals.push(signal);
          yield create(UserUpdateSchema, { userId: 1 });
        },
      },
      { middleware: [(_call, proceed) => proceed().finally(() => ended.write(null))] },
    );
    await users.getUser({ userId: 1 });
    await collect(users.syncUsers(streamOf({ userId: 1 })));
    await collect(users.watchUserUpdates({ userId: 1 }));
    let calls = 0;
    for await (const _ of ended) {
      calls += 1;
      if (calls === 3) break;
    }
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false]);
  });

  it("ends a cancelled call at once for its caller although a middleware hangs", async () => {
    const { handlers, started } = endlessHandlers();
    const { users } = await serveHandlers(serve, handlers, {
      middleware: [(_call, proceed) => proceed().finally(() => new Promise(() => {}))],
    });
    const controller = new AbortController();
    const failure = failureOf(users.createUser({ name: "A" }, { signal: controller.signal }));
    await started;
    controller.abort();
    expect(await failure).toMatchObject({ code: "CANCELLED" });
  });

  it.each(["client streaming", "bidirectional"] as const)(
    "ends a stream of requests that stopped coming: %s",
    async (kind) => {
      const { handlers, started } = endlessHandlers();
      const { users } = await serveHandlers(serve, handlers, { requestIdleMs: 100 });
      const failure = failureOf(startOf(kind)(users, {}));
      await started;
      expect(await failure).toMatchObject({
        code: "DEADLINE_EXCEEDED",
        reason: "REQUEST_STREAM_IDLE",
      });
    },
  );

  it("ends a call by its service's limit although a middleware never proceeds", async () => {
    const { handlers } = endlessHandlers();
    const { users } = await serveHandlers(serve, handlers, {
      unaryTimeoutMs: 100,
      middleware: [() => new Promise(() => {})],
    });
    expect(await failureOf(users.createUser({ name: "A" }))).toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
  });
}

type Start = ReturnType<typeof startOf>;

/** A call whose handler starts before its deadline, which on a busy machine takes a later one. */
async function startWithDeadline(serve: Serve, start: Start, timeoutMs = 150) {
  const { handlers, started, ended } = endlessHandlers();
  const { users } = await serveHandlers(serve, handlers);
  const failure = failureOf(start(users, { timeoutMs }));
  const first = await Promise.race([started.then(() => "started"), failure]);
  // The server counts from when the call came, which is before its handler started.
  if (first === "started") return { failure, ended, latest: Date.now() + timeoutMs };
  expect(first).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  return startWithDeadline(serve, start, timeoutMs * 4);
}

function startOf(kind: string) {
  return (users: Users, options: CallOptions) =>
    kinds[kind]?.(users, options) ?? Promise.reject(new TypeError(kind));
}

interface Ended {
  readonly deadline: number | undefined;
  readonly cancelReason: Error & { readonly code: string };
}

/** Handlers of each kind that wait for ever, or until their signal is aborted. */
function endlessHandlers() {
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Ended>();

  async function wait(call: Call): Promise<never> {
    const { signal } = call;
    try {
      const aborted = new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
      started.resolve();
      return await aborted;
    } finally {
      ended.resolve({ deadline: call.deadline, cancelReason: signal.reason });
    }
  }

  const handlers: Partial<Handlers<typeof UserService>> = {
    getUser: (_request, call) => wait(call),
    createUser: (_request, call) => wait(call),
    async *watchUserUpdates(_request, call) {
      yield await wait(call);
    },
    batchCreateUsers: (_requests, call) => wait(call),
    async *syncUsers(_requests, call) {
      yield await wait(call);
    },
  };
  return { handlers, started: started.promise, ended: ended.promise };
}

/** A request stream that has begun and does not end. */
function openStream<T>(message: T): AsyncIterable<T> {
  const stream = handStream<T>();
  stream.write(message);
  return stream;
}

function user(id: number) {
  return create(UserSchema, { id });
}
