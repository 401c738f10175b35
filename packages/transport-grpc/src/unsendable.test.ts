import { create } from "@bufbuild/protobuf";
import { UserSchema } from "@org/user-core";
import { failureOf } from "@org/user-testing";
import { serveHandlers } from "@org/user-testing/contracts";
import { expect, it } from "vitest";
import { serveOverGrpc } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

it.each([
  ["a header's name", "responseHeaders", "x!y", "v"],
  ["a header's value", "responseHeaders", "x-name", "Zo\u00eb"],
  ["a trailer's name", "responseTrailers", "x!y", "v"],
  ["a trailer's value", "responseTrailers", "x-name", "Zo\u00eb"],
] as const)(
  "answers INTERNAL and serves on where %s can't be sent",
  async (_what, where, name, value) => {
    const { users } = await serveHandlers(serveOverGrpc(serverOptions()), {
      getUser({ userId }, call) {
        if (userId === 1) call[where].set(name, value);
        return create(UserSchema, { id: userId });
      },
    });
    expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({ code: "INTERNAL" });
    expect(await users.getUser({ userId: 2 })).toMatchObject({ id: 2 });
  },
);

it.each([
  ["a name", { "x name": "v" }],
  ["a value", { "x-name": "Zo\u00eb" }],
])(
  "fails with INVALID_ARGUMENT where %s of a request header can't be sent",
  async (_what, headers) => {
    const { users } = await serveHandlers(serveOverGrpc(serverOptions()), {});
    const error = await failureOf(users.getUser({ userId: 1 }, { headers }));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST" });
  },
);

it("fails with INVALID_ARGUMENT where a request message can't be encoded", async () => {
  const { users } = await serveHandlers(serveOverGrpc(serverOptions()), {});
  const error = await failureOf(users.getUser({ userId: 1.5 }));
  expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST" });
});
