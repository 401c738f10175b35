import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { createServer, type Server as HttpsServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { SecureContextOptions } from "node:tls";
import { type Credentials, clientNames, makeCertificates } from "@org/test-certificates";
import {
  type BoundService,
  type Client,
  clientCertificates,
  createMemoryStore,
  createUserService,
  type Middleware,
  type PeerCertificate,
  UserService,
} from "@org/user-core";
import { collect, failureOf, streamOf } from "@org/user-testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { createConnectClient, type NodeConnectClientOptions } from "./node/client.ts";
import { createNodeHandler, type NodeHandler } from "./node/create-node-handler.ts";
import { createNodeServer } from "./node/create-node-server.ts";

const certificates = makeCertificates();
if (certificates === undefined) {
  console.log("Tests of client certificates are skipped: there is no openssl command");
}

type Start = (services: readonly BoundService[], tls: Credentials) => Promise<number>;

/** Whoever has no certificate is let as far as the middleware. */
const asking = { requestCert: true, rejectUnauthorized: false };

const ownServer: Start = async (services, { cert, key, ca }) => {
  const server = createNodeServer({ services, tls: { cert, key, ca, ...asking } });
  onTestFinished(server.destroy);
  return (await server.listen({ port: 0 })).port;
};

type CreateServer = (
  options: SecureContextOptions,
  handler: NodeHandler,
) => HttpsServer | Http2SecureServer;

/** The handler in a server of its user's. */
function embedded(create: CreateServer): Start {
  return async (services, tls) => {
    const server = create({ ...tls, ...asking }, createNodeHandler({ services }));
    onTestFinished(() => void server.close());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
}

type Way = Pick<NodeConnectClientOptions, "protocol" | "httpVersion">;

const ways: readonly (readonly [string, Start, Way])[] = [
  ["gRPC over HTTP/2", ownServer, { protocol: "grpc" }],
  ["Connect over HTTP/2", ownServer, { protocol: "connect", httpVersion: "2" }],
  ["Connect over HTTP/1.1", ownServer, { protocol: "connect", httpVersion: "1.1" }],
  [
    "node:https",
    embedded((options, handler) => createServer(options, handler)),
    { protocol: "connect", httpVersion: "1.1" },
  ],
  [
    "node:http2",
    embedded((options, handler) => createSecureServer(options, handler)),
    { protocol: "connect", httpVersion: "2" },
  ],
];

describe.skipIf(certificates === undefined).each(ways)("over %s", (_name, start, way) => {
  async function begin() {
    const { server, client, stranger } = certificates ?? never();
    const seen: (PeerCertificate | undefined)[] = [];
    const remember: Middleware = (call, proceed) => {
      seen.push(call.peerCertificate);
      return proceed();
    };
    const store = createMemoryStore();
    const middleware = [remember, clientCertificates()];
    const { services } = createUserService({ store, middleware });
    const port = await start(services, server);
    const as = (credentials: Partial<Credentials>): Client<typeof UserService> => {
      const tls = { ca: server.ca, ...credentials };
      const users = createConnectClient(UserService, {
        ...way,
        baseUrl: `https://localhost:${port}`,
        tls,
      });
      onTestFinished(users.close);
      return users;
    };
    return { as, seen, client, stranger };
  }

  it("tells who the client is by its certificate, calls of every kind", async () => {
    const { as, seen, client } = await begin();
    const users = as(client);
    expect(await users.listUsers({})).toMatchObject({ total: 0 });
    expect(await collect(users.syncUsers(streamOf({ userId: 1 })))).toEqual([]);
    const { fingerprint256, validTo } = new X509Certificate(client.cert);
    const expected: PeerCertificate = {
      commonName: "ada",
      alternativeNames: clientNames,
      fingerprint256,
      expiresAt: Date.parse(validTo),
    };
    expect(seen).toEqual([expected, expected]);
  });

  it("takes neither another authority's certificate for one nor none at all", async () => {
    const { as, seen, stranger } = await begin();
    for (const credentials of [stranger, {}]) {
      expect(await failureOf(as(credentials).listUsers({}))).toMatchObject({
        code: "UNAUTHENTICATED",
        reason: "CERTIFICATE_MISSING",
        message: "Missing client certificate",
      });
    }
    expect(seen).toEqual([undefined, undefined]);
  });
});

describe.skipIf(certificates === undefined)("over Connect by GET", () => {
  it("tells who the client is too", async () => {
    const { server, client } = certificates ?? never();
    const middleware = [clientCertificates()];
    const { services } = createUserService({ store: createMemoryStore(), middleware });
    const port = await ownServer(services, server);
    const path = "/userservice.v1.UserService/ListUsers?encoding=json&message=%7B%7D";
    const answerTo = async (credentials: Partial<Credentials>) => {
      const options = { ca: server.ca, ...credentials, host: "localhost", port, path };
      const sent = request({ ...options, agent: false }).end();
      const [response] = await once(sent, "response");
      await text(response);
      return response.statusCode;
    };
    expect(await answerTo(client)).toBe(200);
    expect(await answerTo({})).toBe(401);
  });
});

function never(): never {
  throw new Error("skipped where there are no certificates");
}
