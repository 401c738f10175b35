// A method misspelt, at each door: the app that the service is embedded in must not answer it.
import { createServer } from "node:http";
import { connect } from "node:http2";
import type { AddressInfo } from "node:net";
import { Code } from "@connectrpc/connect";
import {
  connectNodeAdapter,
  createConnectTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { createMemoryStore, createUserService, UserService } from "@org/user-core";
import { expect, it, onTestFinished } from "vitest";
import { connectTo } from "./bad-input-http.fixture.ts";
import { outcomeOf } from "./bad-input-speech.fixture.ts";
import { connectRoutes } from "./connect-routes.ts";
import { createFetchHandler } from "./create-fetch-handler.ts";
import { createNodeHandler } from "./node/create-node-handler.ts";
import { createNodeServer } from "./node/create-node-server.ts";

const { services } = createUserService({ store: createMemoryStore() });
const misspelt = "/userservice.v1.UserService/GetUsr";
const origin = "https://app.example.com";
const cors = { origins: [origin] };

const nobody = () => {
  throw new Error("asked for a path of a service");
};
const otherPaths = async () => nobody();

/** What a caller sees of an answer. */
interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly trailers: Headers;
}

type Door = (init: { method: string; headers: Record<string, string> }) => Promise<Seen>;

async function askAt(port: number, { method, headers }: Parameters<Door>[0]): Promise<Seen> {
  const exchange = connectTo(port, "1.1").open({ method, path: misspelt, headers });
  exchange.end(method === "POST" ? Buffer.from("{}") : undefined);
  return exchange.response;
}

function listening(server: ReturnType<typeof createServer>): Promise<number> {
  onTestFinished(() => void server.close());
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function startOwnServer(): Promise<number> {
  const server = createNodeServer({ services, cors, otherPaths });
  onTestFinished(server.destroy);
  return (await server.listen({ port: 0 })).port;
}

const doors: Readonly<Record<string, Door>> = {
  createNodeServer: async (init) => askAt(await startOwnServer(), init),
  "createNodeHandler, before an app's own pages": async (init) => {
    const handler = createNodeHandler({ services, cors, otherPaths });
    const page = createServer((request, response) =>
      handler(request, response, () => response.end("page")),
    );
    return askAt(await listening(page), init);
  },
  createFetchHandler: async ({ method, headers }) => {
    const handler = createFetchHandler({ services, cors, otherPaths });
    const body = method === "POST" ? "{}" : null;
    const request = new Request(`http://users.test${misspelt}`, { method, headers, body });
    const response = await handler(request);
    const bytes = Buffer.from(await response.arrayBuffer());
    const { status, headers: told } = response;
    return { status, headers: told, body: bytes, trailers: new Headers() };
  },
};

const spoken: readonly (readonly [string, number])[] = [
  ["application/json", 501],
  ["application/proto", 501],
  ["application/connect+json", 200],
  ["application/grpc-web+proto", 200],
  ["application/grpc", 200],
];

for (const [name, ask] of Object.entries(doors)) {
  const trailers = name !== "createFetchHandler";

  it.each(spoken.filter(([type]) => trailers || type !== "application/grpc"))(
    `is UNIMPLEMENTED at ${name}, in %s`,
    async (type, http) => {
      const answer = await ask({ method: "POST", headers: { "content-type": type } });
      expect(outcomeOf(answer)).toEqual({ http, code: "UNIMPLEMENTED" });
    },
  );

  it.each(["text/html", undefined, ...(trailers ? [] : ["application/grpc"])])(
    `is 415 at ${name}, with the content types that will do, in %s`,
    async (type) => {
      const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
      const { status, headers: told, body } = await ask({ method: "POST", headers });
      const types = told.get("accept-post") ?? "";
      expect(status).toBe(415);
      expect(types.split(", ")).toContain("application/json");
      expect(types.split(", ").includes("application/grpc")).toBe(trailers);
      expect(body.toString()).toContain(types);
    },
  );

  it(`is UNIMPLEMENTED at ${name} to who asks by GET`, async () => {
    const answer = await ask({ method: "GET", headers: {} });
    expect(outcomeOf(answer)).toEqual({ http: 501, code: "UNIMPLEMENTED" });
  });

  it(`tells an allowed page at ${name}`, async () => {
    const asked = { origin, "access-control-request-method": "POST" };
    expect((await ask({ method: "OPTIONS", headers: asked })).status).toBe(204);
    const headers = { origin, "content-type": "application/json" };
    const { headers: told } = await ask({ method: "POST", headers });
    expect(told.get("access-control-allow-origin")).toBe(origin);
  });
}

it("is one frame with status 12 to gRPC, over HTTP/2", async () => {
  const session = connect(`http://127.0.0.1:${await startOwnServer()}`);
  onTestFinished(() => session.destroy());
  const type = { "content-type": "application/grpc" };
  const stream = session.request({ ":method": "POST", ":path": misspelt, ...type });
  const frame = await new Promise((resolve) => {
    stream.on("response", (headers, flags) => resolve({ ...headers, ended: (flags & 1) === 1 }));
    stream.end();
  });
  expect(frame).toMatchObject({ ":status": 200, "grpc-status": "12", ended: true });
});

it.each([
  ["Connect", createConnectTransport],
  ["gRPC-Web", createGrpcWebTransport],
])(
  "is 404 behind a ConnectRouter, which knows no path but methods': UNIMPLEMENTED to clients over %s",
  async (_protocol, createTransport) => {
    const server = createServer(connectNodeAdapter({ routes: connectRoutes(services) }));
    const baseUrl = `http://127.0.0.1:${await listening(server)}`;
    expect((await fetch(baseUrl + misspelt, { method: "POST", body: "{}" })).status).toBe(404);
    const { unary } = createTransport({ baseUrl, httpVersion: "1.1" });
    const method = { ...UserService.method.getUser, name: "GetUsr" };
    const call = unary(method, undefined, undefined, undefined, { userId: 1 });
    await expect(call).rejects.toMatchObject({ code: Code.Unimplemented });
  },
);
