import { create } from "@bufbuild/protobuf";
import { ServiceError, type StatusCode, statusNumbers, UserSchema } from "@org/user-core";
import { expect, it } from "vitest";
import type { Serve } from "../serve.ts";
import { collect, failureOf, streamOf } from "../streams.ts";
import { serveHandlers } from "./context.ts";

/** Errors cross every transport whole, and nothing of an unexpected one does. */
export function errorContract(serve: Serve): void {
  it.each(Object.keys(statusNumbers) as StatusCode[])(
    "carries %s with all its details",
    async (code) => {
      const options = {
        reason: "REVISION_MISMATCH",
        metadata: { current_revision: "7" },
        fieldViolations: [{ field: "user.email", description: "is „odd“ – ✓" }],
        retryAfterMs: 1_250,
        requestId: "call-1",
      };
      const { users } = await serveHandlers(serve, {
        getUser() {
          throw new ServiceError(code, "It is „odd“ – 100 % ✓", options);
        },
      });
      const error = await failureOf(users.getUser({ userId: 1 }));
      expect(error).toMatchObject({
        code,
        message: "It is „odd“ – 100 % ✓",
        domain: "userservice",
        ...options,
      });
    },
  );

  it("carries a message that is no well-formed Unicode as one that is", async () => {
    const { users } = await serveHandlers(serve, {
      getUser() {
        throw new ServiceError("NOT_FOUND", "bad \ud800 text", { reason: "USER_NOT_FOUND" });
      },
    });
    const error = await failureOf(users.getUser({ userId: 1 }));
    expect(error).toMatchObject({ code: "NOT_FOUND", reason: "USER_NOT_FOUND" });
    expect(error.message).toMatch(/^bad . text$/u);
  });

  it("carries the code and reason of an error too large for trailers, and the next call", async () => {
    const { users } = await serveHandlers(serve, {
      getUser({ userId }) {
        if (userId === 2) return create(UserSchema, { id: 2 });
        throw new ServiceError("ABORTED", "x".repeat(100_000), {
          reason: "REVISION_MISMATCH",
          metadata: { much: "y".repeat(100_000) },
        });
      },
    });
    const error = await failureOf(users.getUser({ userId: 1 }));
    expect(error).toMatchObject({ code: "ABORTED", reason: "REVISION_MISMATCH" });
    expect(await users.getUser({ userId: 2 })).toMatchObject({ id: 2 });
  });

  it("gives the messages sent before an error, however late they are read", async () => {
    const failed = Promise.withResolvers<void>();
    const { users } = await serveHandlers(serve, {
      async *syncUsers() {
        try {
          for (const id of [1, 2, 3]) yield create(UserSchema, { id });
          throw new ServiceError("ABORTED", "enough", { reason: "REVISION_MISMATCH" });
        } finally {
          failed.resolve();
        }
      },
    });
    const read: number[] = [];
    const reading = async () => {
      for await (const { id } of users.syncUsers(streamOf({ userId: 1 }))) {
        read.push(id);
        await failed.promise;
      }
    };
    expect(await failureOf(reading())).toMatchObject({ code: "ABORTED" });
    expect(read).toEqual([1, 2, 3]);
  });

  const canary = "canary-d41d8cd98f";

  it.each(["unary", "server streaming", "client streaming", "bidirectional"] as const)(
    "shows nothing of an unexpected exception: %s",
    async (kind) => {
      const fail = (): never => {
        throw new TypeError(canary);
      };
      const { users } = await serveHandlers(serve, {
        getUser: async () => fail(),
        batchCreateUsers: async () => fail(),
        async *watchUserUpdates() {
          yield fail();
        },
        async *syncUsers() {
          yield fail();
        },
      });
      const call = {
        unary: () => users.getUser({ userId: 1 }),
        "server streaming": () => collect(users.watchUserUpdates({ userId: 1 })),
        "client streaming": () => users.batchCreateUsers(streamOf({ name: "A" })),
        bidirectional: () => collect(users.syncUsers(streamOf({ userId: 1 }))),
      }[kind];
      const error = await failureOf(call());
      expect(error).toMatchObject({
        code: "INTERNAL",
        message: "Internal error",
        reason: "INTERNAL",
      });
      expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(JSON.stringify({ ...error, cause: undefined, message: error.message })).not.toContain(
        canary,
      );
    },
  );

  it("answers an RPC without a handler's support with UNIMPLEMENTED", async () => {
    const { users } = await serveHandlers(serve, {});
    expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({ code: "UNIMPLEMENTED" });
  });

  it("fails a call whose request stream fails, and ends its handler", async () => {
    const started = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<string>();
    const { users } = await serveHandlers(serve, {
      async batchCreateUsers(requests) {
        try {
          for await (const _ of requests) started.resolve();
          throw new TypeError("the stream ended well");
        } finally {
          ended.resolve("ended");
        }
      },
    });
    async function* broken() {
      yield { name: "A" };
      await started.promise;
      throw new Error("broken source");
    }
    expect(await failureOf(users.batchCreateUsers(broken()))).toMatchObject({ code: "CANCELLED" });
    expect(await ended.promise).toBe("ended");
  });
}
