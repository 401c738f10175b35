import { create } from "@bufbuild/protobuf";
import { type GetUserRequest, GetUserRequestSchema, UserSchema } from "@org/user-core";
import { serveHandlers } from "@org/user-testing/contracts";
import { expect, it } from "vitest";
import { serveOverGrpc } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

it("keeps no fields that nobody knows: each would take a hundred times its bytes", async () => {
  const received: GetUserRequest[] = [];
  const { users } = await serveHandlers(serveOverGrpc(serverOptions()), {
    getUser(request) {
      received.push(request);
      return create(UserSchema, { id: request.userId });
    },
  });
  const request = create(GetUserRequestSchema, { userId: 7 });
  request.$unknown = [{ no: 100, wireType: 0, data: Uint8Array.of(1) }];
  expect(await users.getUser(request)).toMatchObject({ id: 7 });
  expect(received).toEqual([create(GetUserRequestSchema, { userId: 7 })]);
  expect(received[0]?.$unknown).toBeUndefined();
});
