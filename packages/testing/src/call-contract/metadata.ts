import { create } from "@bufbuild/protobuf";
import {
  BatchCreateUsersResponseSchema,
  type Call,
  type CallOptions,
  UserSchema,
  type UserUpdate,
  UserUpdateSchema,
} from "@org/user-core";
import { expect, it } from "vitest";
import type { Serve } from "../serve.ts";
import { collect, handStream, streamOf } from "../streams.ts";
import { serveHandlers } from "./context.ts";

/** Headers and trailers go both ways with every kind of call. */
export function metadataContract(serve: Serve): void {
  it("gives a handler the request's headers", async () => {
    const { users } = await serveHandlers(serve, {
      getUser: (_request, { requestHeaders }) =>
        create(UserSchema, {
          name: requestHeaders.get("x-name") ?? "",
          email: requestHeaders.get("x-none") ?? "none",
        }),
    });
    const user = await users.getUser({ userId: 1 }, { headers: { "x-name": "Ada" } });
    expect(user).toMatchObject({ name: "Ada", email: "none" });
  });

  it("gives a caller the response's headers and trailers", async () => {
    const { users } = await serveHandlers(serve, {
      getUser(_request, call) {
        call.responseHeaders.set("x-head", "first");
        call.responseTrailers.set("x-tail", "last");
        return create(UserSchema, { id: 1 });
      },
    });
    const seen: (string | null)[] = [];
    await users.getUser(
      { userId: 1 },
      {
        onHeaders: (headers) => seen.push(headers.get("x-head")),
        onTrailers: (trailers) => seen.push(trailers.get("x-tail")),
      },
    );
    expect(seen).toEqual(["first", "last"]);
  });

  it.each(["server streaming", "client streaming", "bidirectional"] as const)(
    "gives a caller the headers and trailers of a stream: %s",
    async (kind) => {
      const mark = (call: Call) => {
        call.responseHeaders.set("x-head", "first");
        call.responseTrailers.set("x-tail", "last");
      };
      const { users } = await serveHandlers(serve, {
        async *watchUserUpdates(_request, call) {
          mark(call);
          yield create(UserUpdateSchema, { userId: 1 });
        },
        async batchCreateUsers(_requests, call) {
          mark(call);
          return create(BatchCreateUsersResponseSchema);
        },
        async *syncUsers(_requests, call) {
          mark(call);
          yield create(UserSchema, { id: 1 });
        },
      });
      const seen: (string | null)[] = [];
      const options: CallOptions = {
        onHeaders: (headers) => seen.push(headers.get("x-head")),
        onTrailers: (trailers) => seen.push(trailers.get("x-tail")),
      };
      await {
        "server streaming": () => collect(users.watchUserUpdates({ userId: 1 }, options)),
        "client streaming": () => users.batchCreateUsers(streamOf({ name: "A" }), options),
        bidirectional: () => collect(users.syncUsers(streamOf({ userId: 1 }), options)),
      }[kind]();
      expect(seen).toEqual(["first", "last"]);
    },
  );

  it("sends a stream's headers when the handler asks, before any message", async (test) => {
    const go = handStream<UserUpdate>();
    const { users, lacks } = await serveHandlers(serve, {
      async *watchUserUpdates(_request, call) {
        call.responseHeaders.set("x-head", "early");
        call.sendHeaders();
        for await (const update of go) yield update;
      },
    });
    if (lacks?.includes("early headers")) return test.skip("headers wait for the first message");
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const updates = collect(
      users.watchUserUpdates(
        { userId: 1 },
        { onHeaders: (headers) => resolve(headers.get("x-head")) },
      ),
    );
    expect(await promise).toBe("early");
    go.end();
    expect(await updates).toEqual([]);
  });
}
