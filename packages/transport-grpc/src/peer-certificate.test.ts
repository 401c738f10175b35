import { X509Certificate } from "node:crypto";
import { Server, ServerCredentials, type ServerOptions } from "@grpc/grpc-js";
import { clientNames, makeCertificates } from "@org/test-certificates";
import {
  clientCertificates,
  createMemoryStore,
  createUserService,
  type Middleware,
  type PeerCertificate,
  UserService,
} from "@org/user-core";
import { collect, failureOf, streamOf } from "@org/user-testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { addServices } from "./add-services.ts";
import { type ClientTls, createGrpcClient } from "./client.ts";
import { serverOptions } from "./server-options.ts";

const certificates = makeCertificates();
if (certificates === undefined) {
  console.log("Tests of client certificates are skipped: there is no openssl command");
}

const ways: readonly (readonly [string, ServerOptions])[] = [
  ["with the interceptor", serverOptions()],
  ["on any server", {}],
];

describe.skipIf(certificates === undefined).each(ways)("over gRPC %s", (_name, options) => {
  async function begin(checkClients: boolean) {
    const { server, client } = certificates ?? never();
    const seen: (PeerCertificate | undefined)[] = [];
    const remember: Middleware = (call, proceed) => {
      seen.push(call.peerCertificate);
      return proceed();
    };
    const middleware = [remember, clientCertificates()];
    const { services } = createUserService({ store: createMemoryStore(), middleware });
    const grpc = new Server(options);
    onTestFinished(() => grpc.forceShutdown());
    addServices(grpc, services);
    const pair = { cert_chain: server.cert, private_key: server.key };
    const credentials = ServerCredentials.createSsl(server.ca, [pair], checkClients);
    const port = await new Promise<number>((resolve, reject) => {
      grpc.bindAsync("127.0.0.1:0", credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const as = (tls: ClientTls) => {
      const users = createGrpcClient(`localhost:${port}`, UserService, { tls });
      onTestFinished(() => users.close());
      return users;
    };
    return { as, seen, client };
  }

  it("tells who the client is by its certificate, calls of every kind", async () => {
    const { as, seen, client } = await begin(true);
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

  it("has no certificate of a client whom it did not ask for one", async () => {
    const { as, seen, client } = await begin(false);
    expect(await failureOf(as(client).listUsers({}))).toMatchObject({
      code: "UNAUTHENTICATED",
      reason: "CERTIFICATE_MISSING",
    });
    expect(seen).toEqual([undefined]);
  });
});

function never(): never {
  throw new Error("skipped where there are no certificates");
}
