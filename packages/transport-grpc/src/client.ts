import type { DescService } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Client as Channel, type ChannelCredentials, credentials } from "@grpc/grpc-js";
import { type Client, type ClientOptions, createClient } from "@org/user-core";
import { grpcTransport } from "./client-transport.ts";

/** Certificates in PEM. */
export interface ClientTls {
  /** Who may have signed the server's certificate. Default: the system's roots. */
  readonly ca?: Buffer;
  /** The client's own certificate, for mutual TLS. */
  readonly cert?: Buffer;
  /** Its private key. */
  readonly key?: Buffer;
}

/** Options of {@link createGrpcClient}. */
export interface GrpcClientOptions extends ClientOptions {
  /** Default: no TLS. `{}` trusts the system's roots. */
  readonly tls?: ClientTls;
  /** Largest response message. Default: 4 MiB. */
  readonly maxReceiveBytes?: number;
  /** Largest request message. Default: no limit but the server's. */
  readonly maxSendBytes?: number;
  /** A connection with calls that has been silent this long is asked whether it lives. Default: never. */
  readonly keepaliveMs?: number;
  /** Tries of a call without side effects that fails with UNAVAILABLE; 1 for no retry, 5 at most. Default: 4. */
  readonly maxAttempts?: number;
  /** Further options of the grpc-js channel. */
  readonly channelOptions?: Readonly<Record<string, string | number>>;
}

/** A client that holds a connection. */
export type GrpcClient<S extends DescService> = Client<S> & {
  /** Ends the connection once its calls have ended. */
  close(): void;
};

/**
 * A typed client over gRPC. It connects at its first call, and again when a
 * connection is lost.
 *
 * @param address `host:port`, or any target grpc-js knows (`dns:///…`, `unix:…`).
 *
 * @example
 * const users = createGrpcClient("127.0.0.1:50051", UserService);
 * const user = await users.getUser({ userId: 1 }, { timeoutMs: 1_000 });
 */
export function createGrpcClient<S extends DescService>(
  address: string,
  descriptor: S,
  options: GrpcClientOptions = {},
): GrpcClient<S> {
  const channel = new Channel(address, channelCredentials(options.tls), {
    "grpc.service_config": JSON.stringify(serviceConfig(descriptor, options.maxAttempts ?? 4)),
    "grpc.max_receive_message_length": options.maxReceiveBytes ?? 4 * 1024 * 1024,
    ...(options.maxSendBytes !== undefined && {
      "grpc.max_send_message_length": options.maxSendBytes,
    }),
    ...(options.keepaliveMs !== undefined && { "grpc.keepalive_time_ms": options.keepaliveMs }),
    ...options.channelOptions,
  });
  const client = createClient(descriptor, grpcTransport(channel), options);
  return Object.assign(client, { close: () => channel.close() });
}

function channelCredentials(tls: ClientTls | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  return credentials.createSsl(tls.ca ?? null, tls.key ?? null, tls.cert ?? null);
}

/** Retries of calls without side effects: https://github.com/grpc/proposal/blob/master/A6-client-retries.md */
function serviceConfig(descriptor: DescService, maxAttempts: number): object {
  const name = descriptor.methods
    .filter((method) => method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS)
    .map((method) => ({ service: descriptor.typeName, method: method.name }));
  if (maxAttempts <= 1 || name.length === 0) return {};
  const retryPolicy = {
    maxAttempts,
    initialBackoff: "0.05s",
    maxBackoff: "1s",
    backoffMultiplier: 2,
    retryableStatusCodes: ["UNAVAILABLE"],
  };
  return { methodConfig: [{ name, retryPolicy }] };
}
