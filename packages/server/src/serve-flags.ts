/** What `--transport` may be. */
export const transports = ["connect", "grpc"] as const;

/** What `--log-level` may be. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/**
 * The flags of `user-server serve`: how they are read, as `parseArgs` has it, and
 * how the help and the completion of shells show them. An empty default is none.
 */
export const serveFlags = {
  host: { type: "string", default: "127.0.0.1", value: "HOST", text: "where to listen" },
  port: { type: "string", default: "50051", value: "PORT", text: "0 picks a free one" },
  store: {
    type: "string",
    default: "sqlite:./data/users.db",
    value: "STORE",
    text: "memory:, sqlite:PATH or postgres://USER@HOST/DATABASE",
  },
  "event-retention": {
    type: "string",
    default: "7d",
    value: "TIME",
    text: "how long watches can be resumed: 90s, 30m, 24h, 7d or forever",
  },
  "request-id-retention": {
    type: "string",
    default: "24h",
    value: "TIME",
    text: "how long creates are safe to send again, from 24h",
  },
  transport: {
    type: "string",
    default: "connect",
    value: "TRANSPORT",
    choices: transports,
    text: "connect: gRPC, gRPC-Web and Connect on one port, over HTTP/1.1 and HTTP/2; grpc: grpc-js",
  },
  demo: {
    type: "boolean",
    default: false,
    text: "three users in an empty store, and a change every second",
  },
  "auth-tokens": {
    type: "string",
    default: "",
    value: "T1,T2",
    text: "every call needs one of these bearer tokens",
  },
  "jwt-jwks-url": {
    type: "string",
    default: "",
    value: "URL",
    text: "every call needs a JSON Web Token signed by a key of this address, or one of --auth-tokens",
  },
  "jwt-issuer": { type: "string", default: "", value: "ISS", text: "of this issuer" },
  "jwt-audience": { type: "string", default: "", value: "AUD", text: "for this audience" },
  "jwt-algorithms": {
    type: "string",
    default: "RS256,ES256,EdDSA",
    value: "A1,A2",
    text: "that it may be signed with",
  },
  "jwt-type": {
    type: "string",
    default: "",
    value: "TYP",
    text: "and of this type, as at+jwt: no other of the issuer's tokens is one for calls",
  },
  "require-scopes": {
    type: "boolean",
    default: false,
    text: "tokens need users:read or users:write, as the call does",
  },
  "tls-cert": {
    type: "string",
    value: "FILE",
    isPath: true,
    text: "serve over TLS: certificate, in PEM",
  },
  "tls-key": { type: "string", value: "FILE", isPath: true, text: "its key, in PEM" },
  "tls-ca": {
    type: "string",
    value: "FILE",
    isPath: true,
    text: "ask clients for a certificate of this authority, in PEM; it says who they are where there are no tokens",
  },
  // Without a default of its own: on where no auth is set.
  reflection: {
    type: "boolean",
    text: "clients may ask what services there are (on where no auth is set; --no-reflection for off)",
  },
  "max-message-bytes": {
    type: "string",
    default: "4194304",
    value: "N",
    text: "largest request message, up to 52428800",
  },
  "max-connection-age": {
    type: "string",
    default: "forever",
    value: "TIME",
    text: "after which a client over HTTP/2 is to connect anew, so that new instances get their share",
  },
  "max-calls": { type: "string", default: "1024", value: "N", text: "unary calls at a time" },
  "max-streams": {
    type: "string",
    default: "10000",
    value: "N",
    text: "watches and other streams at a time",
  },
  "max-streams-per-principal": {
    type: "string",
    default: "100",
    value: "N",
    text: "the same of each caller with a name",
  },
  "rate-limit": {
    type: "string",
    default: "0",
    value: "N",
    text: "calls a second of each caller; 0 for no limit",
  },
  "trusted-proxies": {
    type: "string",
    default: "",
    value: "A1,A2",
    text: "addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For says whom a call is from",
  },
  "cancel-reads": {
    type: "boolean",
    default: true,
    text: "ask PostgreSQL to cancel reads whose callers have gone (--no-cancel-reads for off, behind old poolers)",
  },
  "log-level": {
    type: "string",
    default: "info",
    value: "LEVEL",
    choices: logLevels,
    text: "what is logged, to standard error",
  },
  "metrics-port": {
    type: "string",
    value: "PORT",
    text: "serve http://HOST:PORT/metrics for Prometheus; 0 picks a free one",
  },
  "otlp-endpoint": {
    type: "string",
    value: "URL",
    text: "send spans to this collector, as http://127.0.0.1:4318; also OTEL_EXPORTER_OTLP_ENDPOINT",
  },
  workers: {
    type: "string",
    default: "1",
    value: "N",
    text: "processes that serve the port; worker I has its metrics on the metrics port plus I - 1",
  },
  "drain-delay": {
    type: "string",
    default: "0s",
    value: "TIME",
    text: "on SIGTERM: how long to take calls after health has said NOT_SERVING, for a load balancer to see it",
  },
  grace: {
    type: "string",
    default: "10s",
    value: "TIME",
    text: "and then how long calls may take to finish",
  },
  help: { type: "boolean", default: false, short: "h", text: "print this" },
} as const;
