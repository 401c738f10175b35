import { createMemoryStore, createUserService, ServiceError, UserService } from "@org/user-core";
import { failureOf } from "@org/user-testing";
import { expect, it, onTestFinished } from "vitest";
import { createConnectClient } from "./node/client.ts";
import { createNodeServer } from "./node/create-node-server.ts";

const busy = new ServiceError("RESOURCE_EXHAUSTED", "The server is busy", {
  reason: "OVERLOADED",
  retryAfterMs: 100,
});

async function start(options: { readonly admit: () => ServiceError | undefined }) {
  const { services } = createUserService({
    store: createMemoryStore(),
    middleware: [() => Promise.reject(new ServiceError("UNAUTHENTICATED", "no middleware ran"))],
    ...options,
  });
  const server = createNodeServer({ services });
  const { port } = await server.listen({ port: 0 });
  onTestFinished(server.destroy);
  return `http://127.0.0.1:${port}`;
}

it.each([
  { protocol: "connect" },
  { protocol: "connect", json: true },
  { protocol: "connect", httpVersion: "1.1" },
  { protocol: "grpc" },
  { protocol: "grpc-web" },
  { protocol: "grpc-web", httpVersion: "1.1" },
] as const)(
  "a unary call that is not admitted fails before any middleware, a stream does not: %j",
  async (way) => {
    const baseUrl = await start({ admit: () => busy });
    const users = createConnectClient(UserService, { baseUrl, maxAttempts: 1, ...way });
    onTestFinished(users.close);
    const { code, message, reason, retryAfterMs } = busy;
    for (const call of [users.getUser({ userId: 1 }), users.createUser({ name: "Ada" })]) {
      expect(await failureOf(call)).toMatchObject({ code, message, reason, retryAfterMs });
    }
    const watch = users.watchUserUpdates({ userId: 1 })[Symbol.asyncIterator]();
    expect(await failureOf(watch.next())).toMatchObject({ code: "UNAUTHENTICATED" });
  },
);

it("a GET is asked for too", async () => {
  const baseUrl = await start({ admit: () => busy });
  const query = "?connect=v1&encoding=json&message=%7B%7D";
  const response = await fetch(`${baseUrl}/userservice.v1.UserService/ListUsers${query}`);
  expect(response.status).toBe(429);
  expect(await response.json()).toMatchObject({ code: "resource_exhausted" });
});

it("a call that is admitted is served", async () => {
  const baseUrl = await start({ admit: () => undefined });
  const users = createConnectClient(UserService, { baseUrl, protocol: "grpc" });
  onTestFinished(users.close);
  expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({ code: "UNAUTHENTICATED" });
});
