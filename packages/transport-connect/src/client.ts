import type { DescService } from "@bufbuild/protobuf";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { type Client, type ClientOptions, createClient } from "@org/user-core";
import { connectTransport } from "./client-transport.ts";

/** Options of {@link createConnectClient} on any runtime. */
export interface ConnectClientOptions extends ClientOptions {
  /** `https://users.example.com`. */
  readonly baseUrl: string;
  /** Default: `connect`. */
  readonly protocol?: "connect" | "grpc-web";
  /** Messages in JSON instead of protobuf's binary format. Default: false. */
  readonly json?: boolean;
  /** Tries of a unary call that fails with UNAVAILABLE and has no side effects, or that no server has begun; 1 for no retry. Default: 4. */
  readonly maxAttempts?: number;
  /** Instead of the runtime's own. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A typed client on the fetch API: in browsers, Workers, Deno, Bun and Node.
 * Browsers send no streams: there, calls of more than one request message fail
 * with UNIMPLEMENTED.
 *
 * @example
 * const users = createConnectClient(UserService, { baseUrl: "https://users.example.com" });
 * const user = await users.getUser({ userId: 1 }, { timeoutMs: 1_000 });
 */
export function createConnectClient<S extends DescService>(
  descriptor: S,
  options: ConnectClientOptions,
): Client<S> {
  const { baseUrl, protocol = "connect", json = false, maxAttempts = 4, fetch } = options;
  const create = { connect: createConnectTransport, "grpc-web": createGrpcWebTransport }[protocol];
  const transport = create({ baseUrl, useBinaryFormat: !json, ...(fetch && { fetch }) });
  return createClient(
    descriptor,
    connectTransport(transport, { maxAttempts, streamsRequests: false }),
    options,
  );
}
