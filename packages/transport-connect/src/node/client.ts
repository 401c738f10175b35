import { Agent as HttpAgent } from "node:http";
import type { SecureClientSessionOptions } from "node:http2";
import { Agent as HttpsAgent } from "node:https";
import type { DescService } from "@bufbuild/protobuf";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import { type Client, type ClientOptions, createClient } from "@org/user-core";
import { connectTransport } from "../client-transport.ts";

/** Options of {@link createConnectClient} on Node. */
export interface NodeConnectClientOptions extends ClientOptions {
  /** `http://127.0.0.1:50051`. */
  readonly baseUrl: string;
  /** Default: `connect`. */
  readonly protocol?: "connect" | "grpc" | "grpc-web";
  /** gRPC needs 2. Default: 2. */
  readonly httpVersion?: "1.1" | "2";
  /** Messages in JSON instead of protobuf's binary format. Default: false. */
  readonly json?: boolean;
  /** Tries of a unary call that fails with UNAVAILABLE and has no side effects, or that no server has begun; 1 for no retry. Default: 4. */
  readonly maxAttempts?: number;
  /** Largest response message. Default: 4 MiB. */
  readonly maxReceiveBytes?: number;
  /** A connection with calls that has been silent this long is asked whether it lives. Default: never. */
  readonly keepaliveMs?: number;
  /** Certificates, of the client too for mutual TLS, and whatever else TLS is to have. */
  readonly tls?: Pick<SecureClientSessionOptions, "ca" | "cert" | "key" | "rejectUnauthorized">;
}

/** A client that holds a connection. */
export type NodeConnectClient<S extends DescService> = Client<S> & {
  /** Ends the connection and the calls on it. */
  close(): void;
};

/**
 * A typed client on Node: all three protocols, full duplex over HTTP/2. It
 * connects at its first call, and again when a connection is lost.
 *
 * @example
 * const users = createConnectClient(UserService, { baseUrl: "http://127.0.0.1:50051" });
 * const user = await users.getUser({ userId: 1 }, { timeoutMs: 1_000 });
 */
export function createConnectClient<S extends DescService>(
  descriptor: S,
  options: NodeConnectClientOptions,
): NodeConnectClient<S> {
  const { baseUrl, protocol = "connect", httpVersion = "2", json = false } = options;
  const { maxAttempts = 4, maxReceiveBytes = 4 * 1024 * 1024, keepaliveMs, tls } = options;
  const ping = keepaliveMs === undefined ? {} : { pingIntervalMs: keepaliveMs };
  const sessionManager = new Http2SessionManager(baseUrl, ping, tls);
  const common = { baseUrl, useBinaryFormat: !json, readMaxBytes: maxReceiveBytes };
  // Over HTTP/1.1 the connections are those of an agent, which is asked for those of its scheme.
  const agent = new (baseUrl.startsWith("https:") ? HttpsAgent : HttpAgent)({ keepAlive: true });
  const http =
    httpVersion === "2"
      ? ({ httpVersion, sessionManager } as const)
      : ({ httpVersion, nodeOptions: { ...tls, agent } } as const);
  const transport = {
    connect: () => createConnectTransport({ ...common, ...http }),
    grpc: () => createGrpcTransport({ ...common, sessionManager }),
    "grpc-web": () => createGrpcWebTransport({ ...common, ...http }),
  }[protocol]();
  const client = createClient(descriptor, connectTransport(transport, { maxAttempts }), options);
  return Object.assign(client, {
    close() {
      sessionManager.abort();
      agent.destroy();
    },
  });
}
