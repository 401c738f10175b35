import { parseArgs } from "node:util";
import {
  collectorOf,
  connectionAge,
  duration,
  integer,
  oneOf,
  portOf,
  shortDuration,
  storeOf,
  tokensOf,
} from "./flag-values.ts";
import { type JwtServeOptions, jwtOptionsOf } from "./jwt-options.ts";
import { logLevels, serveFlags, transports } from "./serve-flags.ts";
import { networksOf } from "./trusted-proxies.ts";
import { UsageError } from "./usage-error.ts";

/** What `user-server serve` was asked to do. */
export interface ServeOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** `memory:`, `sqlite:PATH` or a PostgreSQL URL. */
  readonly store: string;
  /** How long events are kept, in milliseconds; `Infinity` for ever. */
  readonly eventRetentionMs: number;
  /** How long request ids are kept, in milliseconds; `Infinity` for ever. */
  readonly requestIdRetentionMs: number;
  readonly transport: Transport;
  readonly demo: boolean;
  /** Empty: no such token lets anybody in. */
  readonly authTokens: readonly string[];
  /** Whose tokens let callers in beside those; `undefined` for nobody's. */
  readonly jwt: JwtServeOptions | undefined;
  /** Whether callers need the scope of what they call. */
  readonly requireScopes: boolean;
  /** Paths of PEM files. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly tlsCa: string | undefined;
  /** Whether clients may ask what services there are. */
  readonly reflection: boolean;
  readonly maxMessageBytes: number;
  /** How long a connection takes calls, in milliseconds; `Infinity` for ever. */
  readonly maxConnectionAgeMs: number;
  /** Unary calls under way at a time. */
  readonly maxCalls: number;
  /** Streams under way at a time: of all, and of each principal. */
  readonly maxStreams: number;
  readonly maxStreamsPerPrincipal: number;
  /** Calls a second of each caller; `undefined` for as many as it likes. */
  readonly rateLimit: number | undefined;
  /** Addresses and networks of proxies that are believed whom a call is from; empty for none. */
  readonly trustedProxies: readonly string[];
  /** Whether PostgreSQL is asked to cancel reads whose callers have gone. */
  readonly cancelReads: boolean;
  readonly logLevel: string;
  /** Where Prometheus finds metrics, 0 for a free port; `undefined` for nowhere. */
  readonly metricsPort: number | undefined;
  /** Address of the collector that gets spans over OTLP; `undefined` for none. */
  readonly otlpEndpoint: string | undefined;
  /** How many processes the program runs on its port; `serve` is one of them, whatever stands here. */
  readonly workers: number;
  /** How long calls are still taken once health says NOT_SERVING, in milliseconds. */
  readonly drainDelayMs: number;
  /** How long calls may go on after that, in milliseconds. */
  readonly graceMs: number;
}

/** What carries the calls: every protocol on one port, or grpc-js. */
export type Transport = (typeof transports)[number];

/**
 * Reads the flags of `serve`, and the environment for those not given.
 *
 * @returns "help" if the usage was asked for.
 * @throws UsageError in one line.
 */
export function parseServeOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ServeOptions | "help" {
  const values = parse(args, environment);
  if (values.help) return "help";
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = environment;
  const options: ServeOptions = {
    host: values.host,
    port: integer("port", values.port, 0, 65_535),
    store: storeOf(values.store),
    eventRetentionMs: duration("event-retention", values["event-retention"], "1s"),
    requestIdRetentionMs: duration("request-id-retention", values["request-id-retention"], "24h"),
    transport: oneOf("transport", values.transport, transports),
    demo: values.demo,
    authTokens: tokensOf(values["auth-tokens"]),
    jwt: jwtOptionsOf(values),
    requireScopes: values["require-scopes"],
    tlsCert: values["tls-cert"],
    tlsKey: values["tls-key"],
    tlsCa: values["tls-ca"],
    reflection: values.reflection ?? `${values["auth-tokens"]}${values["jwt-jwks-url"]}` === "",
    maxMessageBytes: integer("max-message-bytes", values["max-message-bytes"], 1, 50 * 1024 * 1024),
    maxConnectionAgeMs: connectionAge("max-connection-age", values["max-connection-age"]),
    maxCalls: integer("max-calls", values["max-calls"], 1, mostCalls),
    maxStreams: integer("max-streams", values["max-streams"], 1, mostCalls),
    maxStreamsPerPrincipal: integer(
      "max-streams-per-principal",
      values["max-streams-per-principal"],
      1,
      mostCalls,
    ),
    rateLimit: integer("rate-limit", values["rate-limit"], 0, mostCalls) || undefined,
    trustedProxies: networksOf("trusted-proxies", values["trusted-proxies"]),
    cancelReads: values["cancel-reads"],
    logLevel: oneOf("log-level", values["log-level"], logLevels),
    metricsPort: portOf("metrics-port", values["metrics-port"]),
    otlpEndpoint: collectorOf(values["otlp-endpoint"] ?? collector),
    workers: integer("workers", values.workers, 1, mostWorkers),
    drainDelayMs: shortDuration("drain-delay", values["drain-delay"]),
    graceMs: shortDuration("grace", values.grace),
  };
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) {
    throw new UsageError("--tls-cert and --tls-key go together");
  }
  if (options.tlsCa !== undefined && options.tlsCert === undefined) {
    throw new UsageError("--tls-ca needs --tls-cert and --tls-key");
  }
  if (options.requireScopes && options.jwt === undefined) {
    throw new UsageError("--require-scopes needs --jwt-jwks-url: other tokens may do everything");
  }
  checkWorkers(options);
  return options;
}

/** What can't be when several processes serve. */
function checkWorkers({ workers, store, port, metricsPort }: ServeOptions): void {
  if (workers === 1) return;
  if (store === "memory:") {
    throw new UsageError("--workers needs a store that processes can share, not memory:");
  }
  if (metricsPort === undefined || metricsPort === 0) return;
  const last = metricsPort + workers - 1;
  if (last > 65_535) throw new UsageError(`--metrics-port leaves no port for ${workers} workers`);
  if (metricsPort <= port && port <= last) {
    throw new UsageError(`--port must not be one of the metrics ports, ${metricsPort} to ${last}`);
  }
}

/** No machine has more under way; a larger number is a slip. */
const mostCalls = 1_000_000;

/** Nor so many cores. */
const mostWorkers = 256;

function parse(args: readonly string[], environment: Readonly<Record<string, string | undefined>>) {
  try {
    return parseArgs({
      args: [...fromEnvironment(environment), ...args],
      options: serveFlags,
      allowNegative: true,
    }).values;
  } catch (error) {
    // It may be the rest of a list of tokens with a space in it: it is not repeated.
    if (codeOf(error) === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") {
      throw new UsageError("an argument belongs to no flag; values with spaces need quotes");
    }
    // Node's text has advice after its first sentence that does not fit here.
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new UsageError(sentence ?? "bad flag");
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** How a switch is written in the environment. */
const switches = new Map([
  ["1", true],
  ["true", true],
  ["0", false],
  ["false", false],
]);

/** The environment's settings as flags, before the command line's own, which win. */
function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(serveFlags).flatMap(([name, { type }]) => {
    const variable = `USER_SERVER_${name.toUpperCase().replaceAll("-", "_")}`;
    const value = environment[variable];
    if (value === undefined || value === "") return [];
    if (type === "string") return [`--${name}=${value}`];
    const on = switches.get(value);
    if (on === undefined) throw new UsageError(`${variable} must be true or false, not ${value}`);
    return [on ? `--${name}` : `--no-${name}`];
  });
}
