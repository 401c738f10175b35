import { create } from "@bufbuild/protobuf";
import { type Call, UserSchema, UserUpdateSchema } from "@org/user-core";
import { collect, failureOf } from "@org/user-testing";
import { serveHandlers } from "@org/user-testing/contracts";
import { describe, expect, it } from "vitest";
import { serveOnNode } from "./serve.fixture.ts";

const ways = {
  "gRPC over HTTP/2": serveOnNode({ protocol: "grpc" }),
  "Connect over HTTP/2": serveOnNode({}),
  "gRPC-Web over HTTP/1.1": serveOnNode({ protocol: "grpc-web", httpVersion: "1.1" }),
  "Connect over HTTP/1.1": serveOnNode({ httpVersion: "1.1" }),
};

// ASCII is all that trailers carry; WHATWG headers take a byte more.
const unsendable = "Zo\u00eb";

describe.each(Object.entries(ways))("%s", (_name, serve) => {
  it.each(["responseHeaders", "responseTrailers"] as const)(
    "answers INTERNAL and serves on where %s can't be sent",
    async (where) => {
      const { users } = await serveHandlers(serve, {
        getUser({ userId }, call) {
          if (userId === 1) call[where].set("x-name", unsendable);
          return create(UserSchema, { id: userId });
        },
      });
      expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({ code: "INTERNAL" });
      expect(await users.getUser({ userId: 2 })).toMatchObject({ id: 2 });
    },
  );

  it.each([
    ["headers", (call: Call) => call.responseHeaders.set("x-name", unsendable)],
    ["trailers", (call: Call) => call.responseTrailers.set("x-name", unsendable)],
  ])("ends a stream with INTERNAL where its %s can't be sent", async (_what, spoil) => {
    const { users } = await serveHandlers(serve, {
      async *watchUserUpdates({ userId }, call) {
        if (userId === 1) spoil(call);
        yield create(UserUpdateSchema, { userId });
      },
    });
    const failed = collect(users.watchUserUpdates({ userId: 1 }));
    expect(await failureOf(failed)).toMatchObject({ code: "INTERNAL" });
    expect(await collect(users.watchUserUpdates({ userId: 2 }))).toHaveLength(1);
  });

  it("does not let a handler replace what is the protocol's", async () => {
    const { users } = await serveHandlers(serve, {
      getUser({ userId }, call) {
        call.responseHeaders.set("content-type", "text/html");
        call.responseHeaders.set("transfer-encoding", "chunked");
        call.responseTrailers.set("grpc-status", "13");
        return create(UserSchema, { id: userId });
      },
    });
    expect(await users.getUser({ userId: 7 })).toMatchObject({ id: 7 });
  });

  it.each([
    ["a name", { "x name": "v" }],
    ["a value", { "x-name": "Zo\u00eb\u2713" }],
  ])(
    "fails with INVALID_ARGUMENT where %s of a request header can't be sent",
    async (_what, headers) => {
      const { users } = await serveHandlers(serve, {});
      const error = await failureOf(users.getUser({ userId: 1 }, { headers }));
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST" });
    },
  );

  it("fails with INVALID_ARGUMENT where a request message can't be encoded", async () => {
    const { users } = await serveHandlers(serve, {});
    const error = await failureOf(users.getUser({ userId: 1.5 }));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST" });
  });
});
