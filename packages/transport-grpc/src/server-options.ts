import type { ServerOptions } from "@grpc/grpc-js";
import { serviceInterceptor } from "./interceptor.ts";

/** Options of {@link serverOptions}. */
export interface ServerLimits {
  /** Largest request message after decompression. Default: 4 MiB. */
  readonly maxMessageBytes?: number;
  /** Calls of one connection at a time. Default: 100. */
  readonly maxConcurrentStreams?: number;
  /** A connection without calls is closed after this long. Default: 5 minutes. */
  readonly maxConnectionIdleMs?: number;
  /** A connection that has been silent this long is asked whether it lives. Default: 1 minute. */
  readonly keepaliveMs?: number;
  /** A connection takes calls for this long, give or take a tenth; those under way finish. Default: for ever. */
  readonly maxConnectionAgeMs?: number;
}

/**
 * Production settings for a grpc-js server, which has none of these limits by
 * itself, and `serviceInterceptor`.
 *
 * @example
 * const server = new Server(serverOptions({ maxConnectionAgeMs: 3_600_000 }));
 */
export function serverOptions(limits: ServerLimits = {}): ServerOptions {
  const {
    maxMessageBytes = 4 * 1024 * 1024,
    maxConcurrentStreams = 100,
    maxConnectionIdleMs = 300_000,
    keepaliveMs = 60_000,
    maxConnectionAgeMs,
  } = limits;
  return {
    interceptors: [serviceInterceptor],
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_concurrent_streams": maxConcurrentStreams,
    "grpc.max_connection_idle_ms": maxConnectionIdleMs,
    "grpc.keepalive_time_ms": keepaliveMs,
    "grpc.keepalive_timeout_ms": 20_000,
    ...(maxConnectionAgeMs !== undefined && { "grpc.max_connection_age_ms": maxConnectionAgeMs }),
  };
}
