import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import type { Call } from "../rpc/call.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { ServiceError, type StatusCode } from "../rpc/service-error.ts";
import { createMemoryStore } from "../users/memory-store.ts";
import { createUserService } from "../users/user-service.ts";

/** The service over a memory store, whose calls break on command. */
export function startBreakingService() {
  const store = createMemoryStore();
  const live = new Set<Call>();
  const refusals: ServiceError[] = [];
  const seen: { readonly method: string; readonly authorization: string | null }[] = [];
  let held: Promise<void> | undefined;
  const { services } = createUserService({
    store,
    middleware: [
      async (call, proceed) => {
        seen.push({
          method: call.method.name,
          authorization: call.requestHeaders.get("authorization"),
        });
        if (call.method.name.startsWith("Watch")) await held;
        const refusal = call.method.name.startsWith("Watch") ? refusals.shift() : undefined;
        if (refusal) throw refusal;
        live.add(call);
        await proceed().finally(() => live.delete(call));
      },
    ],
  });
  const users = createInProcessClient(UserService, services);
  return {
    store,
    users,
    /** The RPCs called so far, with their `authorization`. */
    seen,
    /** Streams under way. */
    open: () => [...live].filter(({ method }) => method.name.startsWith("Watch")).length,
    /** Breaks every stream that is under way. */
    cut(code: StatusCode = "UNAVAILABLE"): void {
      for (const call of live) call.cancel(new ServiceError(code, "Cut"));
    },
    /** Refuses the next watches. */
    refuse(...errors: readonly ServiceError[]): void {
      refusals.push(...errors);
    },
    /** Lets watches begin once this is resolved. */
    hold(until: Promise<void>): void {
      held = until;
    },
    async create(email: string): Promise<number> {
      return (await users.createUser({ email, name: "Ada" })).id;
    },
    async rename(id: number, name: string): Promise<void> {
      await users.updateUser({ user: { id, name } });
    },
  };
}

/** A stream read by hand. */
export function reader<T>(stream: AsyncIterable<T>) {
  const iterator = stream[Symbol.asyncIterator]();
  return {
    async next(): Promise<T> {
      const { done, value } = await iterator.next();
      if (done) throw new Error("The stream has ended");
      return value;
    },
    isOver: async () => (await iterator.next()).done === true,
    leave: async () => void (await iterator.return?.()),
    iterator,
  };
}
