import { create } from "@bufbuild/protobuf";
import { BatchCreateUsersResponseSchema, ServiceError, type UserUpdate } from "@org/user-core";
import { expect, it } from "vitest";
import type { Serve } from "../serve.ts";
import { failureOf } from "../streams.ts";
import { serveHandlers } from "./context.ts";

/** What a call reads from is closed when it ends, also while nothing comes from it. */
export function iteratorContract(serve: Serve): void {
  it("closes a handler's iterator that waits when its call is cancelled", async () => {
    const { iterable, started, closed } = waitingIterable<UserUpdate>();
    const { users } = await serveHandlers(serve, { watchUserUpdates: () => iterable });
    const controller = new AbortController();
    const failure = failureOf(users.watchUserUpdates({ userId: 1 }, { signal: controller.signal }));
    await started;
    controller.abort();
    expect(await failure).toMatchObject({ code: "CANCELLED" });
    expect(await closed).toBe("closed");
  });

  it("closes the caller's request iterator that waits when the call ends", async () => {
    const { iterable, started, closed } = waitingIterable<{ name: string }>();
    const { users } = await serveHandlers(serve, {
      async batchCreateUsers() {
        await started;
        throw new ServiceError("ABORTED", "enough", { reason: "REVISION_MISMATCH" });
      },
    });
    expect(await failureOf(users.batchCreateUsers(iterable))).toMatchObject({ code: "ABORTED" });
    expect(await closed).toBe("closed");
  });

  it("stops reading an endless request stream once the call has ended", async () => {
    let read = 0;
    const { users } = await serveHandlers(serve, {
      batchCreateUsers: async () => create(BatchCreateUsersResponseSchema, { total: 1 }),
    });
    // Large, so that the buffers on the way are soon full.
    const name = "A".repeat(10_000);
    async function* endless() {
      for (;;) {
        read += 1;
        yield { name };
      }
    }
    expect((await users.batchCreateUsers(endless())).total).toBe(1);
    await expect
      .poll(() => {
        const before = read;
        return new Promise((resolve) => setImmediate(() => resolve(read - before)));
      })
      .toBe(0);
  });
}

/** Something to iterate over that never gives an item, and tells when it is asked and closed. */
function waitingIterable<T>() {
  const started = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<string>();
  const iterable: AsyncIterable<T> = {
    [Symbol.asyncIterator]: () => ({
      next() {
        started.resolve();
        return new Promise(() => {});
      },
      async return() {
        closed.resolve("closed");
        return { done: true, value: undefined };
      },
    }),
  };
  return { iterable, started: started.promise, closed: closed.promise };
}
