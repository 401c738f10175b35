import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fastifyConnectPlugin } from "@connectrpc/connect-fastify";
import { createMemoryStore, createUserService, UserService } from "@org/user-core";
import { failureOf, streamOf } from "@org/user-testing";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { expect, it, onTestFinished } from "vitest";
import { connectRoutes } from "./connect-routes.ts";
import { createFetchHandler } from "./create-fetch-handler.ts";
import { createConnectClient } from "./node/client.ts";
import { createNodeHandler } from "./node/create-node-handler.ts";

const { services } = createUserService({ store: createMemoryStore() });
const page = "your own page";

/** Serves, and gives the port. */
type Embed = () => Promise<number>;

const frameworks: Readonly<Record<string, Embed>> = {
  Express: async () => {
    const app = express();
    app.use(createNodeHandler({ services }));
    app.get("/page", (_request, response) => void response.send(page));
    return portOf(createServer(app));
  },
  "Express, after a body parser": async () => {
    const app = express();
    app.use(express.json());
    app.use(createNodeHandler({ services }));
    app.get("/page", (_request, response) => void response.send(page));
    return portOf(createServer(app));
  },
  "Fastify, in a hook": async () => {
    const app = fastify();
    const handler = createNodeHandler({ services });
    app.addHook("onRequest", (request, reply, next) => handler(request.raw, reply.raw, next));
    app.get("/page", async () => page);
    onTestFinished(() => app.close());
    await app.listen({ port: 0, host: "127.0.0.1" });
    return (app.server.address() as AddressInfo).port;
  },
  "Fastify, with Connect's own plugin": async () => {
    const app = fastify();
    await app.register(fastifyConnectPlugin, { routes: connectRoutes(services) });
    app.get("/page", async () => page);
    onTestFinished(() => app.close());
    await app.listen({ port: 0, host: "127.0.0.1" });
    return (app.server.address() as AddressInfo).port;
  },
};

function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  onTestFinished(() => void server.close());
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

it.each(Object.keys(frameworks))(
  "serves every kind of RPC in %s, beside its pages",
  async (name) => {
    const port = (await frameworks[name]?.()) ?? 0;
    const baseUrl = `http://127.0.0.1:${port}`;
    const options = { baseUrl, httpVersion: "1.1", json: true } as const;
    const users = createConnectClient(UserService, options);
    const email = `${crypto.randomUUID()}@example.com`;
    const { id } = await users.createUser({ email, name: "Ada" });
    expect(await users.getUser({ userId: id })).toMatchObject({ email });
    expect(await failureOf(users.getUser({ userId: 1_000_007 }))).toMatchObject({
      code: "NOT_FOUND",
      reason: "USER_NOT_FOUND",
    });
    const batch = await users.batchCreateUsers(streamOf({ email: `b${email}`, name: "Bob" }));
    expect(batch.total).toBe(1);
    await users.deleteUser({ userId: id });
    const fields: string[] = [];
    const watched = { userId: batch.users[0]?.id ?? 0, afterRevision: 1n };
    await users.updateUser({ user: { id: watched.userId, name: "Bo" } });
    for await (const { field } of users.watchUserUpdates(watched)) {
      fields.push(field);
      break;
    }
    expect(fields).toEqual(["name"]);
    expect(await (await fetch(`${baseUrl}/page`)).text()).toBe(page);
  },
);

it("serves in Hono, beside its pages", async () => {
  const handler = createFetchHandler({ services });
  const app = new Hono();
  app.all("/userservice.v1.UserService/*", ({ req }) => handler(req.raw));
  app.get("/page", ({ text }) => text(page));
  const response = await app.request("/userservice.v1.UserService/CreateUser", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "hono@example.com", name: "Ada" }),
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ email: "hono@example.com" });
  expect(await (await app.request("/page")).text()).toBe(page);
});
