import { once } from "node:events";
import { connect } from "node:http2";
import { create } from "@bufbuild/protobuf";
import { bind, UserSchema, UserService } from "@org/user-core";
import { failureOf } from "@org/user-testing";
import { serveHandlers } from "@org/user-testing/contracts";
import { expect, it, onTestFinished } from "vitest";
import { serveOverGrpc, startServer } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

it("refuses a call, and a stream, with more than 16 KiB of metadata, and takes one with less", async () => {
  const { users } = await serveHandlers(serveOverGrpc(serverOptions()), {
    getUser: ({ userId }) => create(UserSchema, { id: userId }),
  });
  const call = (bytes: number) =>
    users.getUser({ userId: 1 }, { headers: { "x-large": "v".repeat(bytes) } });
  expect(await call(16_000)).toMatchObject({ id: 1 });
  const refusal = { code: "RESOURCE_EXHAUSTED", reason: "METADATA_TOO_LARGE" };
  expect(await failureOf(call(16_384))).toMatchObject(refusal);
  const headers = { "x-large": "v".repeat(16_384) };
  async function* none() {}
  expect(await failureOf(users.batchCreateUsers(none(), { headers }))).toMatchObject(refusal);
});

it("a unary call whose answer is not read has ended all the same", async () => {
  let ended = 0;
  const handlers = { getUser: () => create(UserSchema, { name: "A".repeat(1_000) }) };
  const service = bind(UserService, new Proxy(handlers, { get: () => handlers.getUser }) as never, {
    middleware: [
      async (_call, proceed) => {
        await proceed();
        ended += 1;
      },
    ],
  });
  const { port, server } = await startServer([service], serverOptions());
  onTestFinished(() => server.forceShutdown());
  // A client that gives no answer any room.
  const session = connect(`http://127.0.0.1:${port}`, { settings: { initialWindowSize: 0 } });
  onTestFinished(() => session.destroy());
  await once(session, "remoteSettings");
  const stream = session.request({
    ":method": "POST",
    ":path": "/userservice.v1.UserService/GetUser",
    "content-type": "application/grpc",
    te: "trailers",
  });
  stream.end(Buffer.alloc(5));
  await once(stream, "response");
  await expect.poll(() => ended).toBe(1);
});
