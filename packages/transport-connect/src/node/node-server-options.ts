import type { SecureContextOptions, TlsOptions } from "node:tls";
import type { ServiceOptions } from "../create-service.ts";
import type { ConnectionLimits } from "./sessions.ts";

/** Calls of one connection at a time, unless an option says otherwise. */
export const defaultMaxConcurrentStreams: number = 100;

/** Options of `createNodeServer`. */
export interface NodeServerOptions extends ServiceOptions, ConnectionLimits {
  /** Certificate and key, and whatever else TLS is to have. Default: no TLS. */
  readonly tls?: SecureContextOptions & Pick<TlsOptions, "requestCert" | "rejectUnauthorized">;
  /** Calls of one connection at a time. Default: 100. */
  readonly maxConcurrentStreams?: number;
  /** How long a client may take to say what it wants: TLS, its first bytes, and over HTTP/1.1 its headers. Default: 10 seconds. */
  readonly headersTimeoutMs?: number;
  /** How long a response may wait for a client that does not take it. Default: 1 minute. */
  readonly stallMs?: number;
  /** Streams that one HTTP/2 connection may reset at once, and then in a second, before it is closed. Default: 200 and 33. */
  readonly streamResets?: { readonly burst: number; readonly perSecond: number };
}
