import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect as connectTcp } from "node:net";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  bind,
  createMemoryStore,
  createUserService,
  GetUserRequestSchema,
  type Middleware,
  ServiceError,
  UserSchema,
  UserService,
} from "@org/user-core";
import { failureOf } from "@org/user-testing";
import { expect, it, onTestFinished } from "vitest";
import { createConnectClient } from "./node/client.ts";
import { createNodeHandler } from "./node/create-node-handler.ts";
import { createNodeServer } from "./node/create-node-server.ts";
import type { NodeServerOptions } from "./node/node-server-options.ts";

const needsToken: Middleware = async (call, proceed) => {
  if (call.requestHeaders.get("authorization") !== null) return proceed();
  throw new ServiceError("UNAUTHENTICATED", "no token", { reason: "TOKEN_MISSING" });
};

async function start(options: Partial<NodeServerOptions> = {}) {
  const { services } = createUserService({
    store: createMemoryStore(),
    middleware: [needsToken],
    unaryTimeoutMs: 300,
    requestIdleMs: 300,
  });
  const server = createNodeServer({ services, ...options });
  const { port } = await server.listen({ port: 0 });
  onTestFinished(server.destroy);
  return { server, port, baseUrl: `http://127.0.0.1:${port}` };
}

it.each(["connect", "grpc", "grpc-web"] as const)(
  "a connection with hundreds of refused calls serves the next, and ends at once when the server does: %s",
  async (protocol) => {
    const { server, baseUrl } = await start();
    const users = createConnectClient(UserService, { baseUrl, protocol, maxAttempts: 1 });
    for (let burst = 0; burst < 6; burst += 1) {
      const refused = Array.from({ length: 50 }, () => failureOf(users.createUser({ name: "A" })));
      for (const error of await Promise.all(refused)) expect(error.code).toBe("UNAUTHENTICATED");
    }
    const headers = { authorization: "Bearer any" };
    expect(await users.listUsers({}, { headers })).toMatchObject({ total: 0 });
    users.close();
    const before = performance.now();
    await server.close();
    expect(performance.now() - before).toBeLessThan(3_000);
  },
);

it.each([
  ["compressed, over Connect", "content-encoding", "application/json"],
  ["compressed, over gRPC", "grpc-encoding", "application/grpc"],
])("a unary call whose body never comes ends by its deadline: %s", async (_what, header, type) => {
  const { baseUrl } = await start();
  const session = connectHttp2(baseUrl);
  onTestFinished(() => session.destroy());
  const stream = session.request({
    ":method": "POST",
    ":path": "/userservice.v1.UserService/CreateUser",
    "content-type": type,
    [header]: "gzip",
    authorization: "Bearer any",
  });
  stream.resume();
  const [head] = await once(stream, "response");
  const trailers: Record<string, unknown> =
    type === "application/grpc" ? (await once(stream, "trailers"))[0] : {};
  const ended = head[":status"] === 504 || trailers["grpc-status"] === "4";
  expect(ended).toBe(true);
});

it("a watch whose request never comes ends", async () => {
  const { baseUrl } = await start();
  const session = connectHttp2(baseUrl);
  onTestFinished(() => session.destroy());
  const stream = session.request({
    ":method": "POST",
    ":path": "/userservice.v1.UserService/WatchUserUpdates",
    "content-type": "application/grpc",
    authorization: "Bearer any",
  });
  stream.write(Buffer.from([0, 0, 1, 0, 0]));
  stream.resume();
  const [head] = await once(stream, "response");
  expect(head["grpc-status"]).toBe("4");
});

it("a request cut off is not served in a server of somebody's own over HTTP/2", async () => {
  let served = 0;
  const handlers = {
    getUser() {
      served += 1;
      return create(UserSchema);
    },
  };
  const service = bind(UserService, new Proxy(handlers, { get: () => handlers.getUser }) as never);
  const server = createHttp2Server(createNodeHandler({ services: [service] }));
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  const head = {
    ":method": "POST",
    ":path": "/userservice.v1.UserService/GetUser",
    "content-type": "application/proto",
  };
  const cut = session.request(head);
  cut.on("error", () => {});
  cut.write(toBinary(GetUserRequestSchema, create(GetUserRequestSchema, { userId: 1 })));
  const seen = once(server, "stream");
  await seen;
  session.destroy();
  await once(cut, "close");
  const another = connectHttp2(`http://127.0.0.1:${port}`);
  onTestFinished(() => another.destroy());
  const whole = another.request(head);
  whole.end(toBinary(GetUserRequestSchema, create(GetUserRequestSchema, { userId: 1 })));
  whole.resume();
  await once(whole, "end");
  expect(served).toBe(1);
});

it("pipelined calls beyond the limit of a connection are refused", async () => {
  const { port } = await start({ maxConcurrentStreams: 5 });
  const socket = connectTcp(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const request = [
    "POST /userservice.v1.UserService/GetUser HTTP/1.1",
    "host: users.test",
    "content-type: application/json",
    "authorization: Bearer any",
    "content-length: 12",
    "",
    '{"userId":1}',
  ].join("\r\n");
  socket.write(request.repeat(50));
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text.match(/HTTP\/1\.1/g)?.length).toBe(50);
  expect(text.match(/HTTP\/1\.1 429/g)?.length).toBeGreaterThan(0);
  expect(text.match(/HTTP\/1\.1 404/g)?.length).toBeGreaterThanOrEqual(5);
});

it("headers over the limit are refused in a GET and in a compressed call too", async () => {
  const { baseUrl } = await start();
  const large = { authorization: "Bearer any", "x-large": "x".repeat(20_000) };
  const get = await fetch(
    `${baseUrl}/userservice.v1.UserService/ListUsers?connect=v1&encoding=json&message=%7B%7D`,
    { headers: large },
  );
  expect(get.status).toBe(429);
  expect(await get.json()).toMatchObject({ code: "resource_exhausted" });
});

it("an answer that a framework has sent already stays the only one", async () => {
  const { services } = createUserService({ store: createMemoryStore() });
  const handler = createNodeHandler({ services });
  const { createServer } = await import("node:http");
  const server = createServer((request, response) => {
    handler(request, response);
    response.writeHead(503);
    response.end("too late");
  });
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/userservice.v1.UserService/ListUsers`;
  const headers = { "content-type": "application/json" };
  for (let i = 0; i < 3; i += 1) {
    const response = await fetch(url, { method: "POST", headers, body: "{}" });
    expect(response.status).toBe(503);
  }
});
