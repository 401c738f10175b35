import type { DescService } from "@bufbuild/protobuf";
import { createConnectClient, type NodeConnectClient } from "@org/user-transport-connect/node";
import { duration } from "../flag-values.ts";
import { readPemFile, requireCertificate } from "../tls-files.ts";
import { UsageError } from "../usage-error.ts";
import type { Flags, FlagValues } from "./command.ts";

/** The flags of every command that calls a server. */
export const connectionFlags = {
  address: {
    value: "URL",
    default: "http://127.0.0.1:50051",
    variable: "USER_SERVER_ADDRESS",
    text: "the server",
  },
  token: {
    value: "TOKEN",
    variable: "USER_SERVER_TOKEN",
    text: "bearer token; better in the environment: flags are in ps",
  },
  protocol: {
    value: "PROTOCOL",
    choices: ["connect", "grpc", "grpc-web"],
    default: "connect",
    text: "what to speak with it",
  },
  timeout: { value: "TIME", default: "10s", text: "how long a call may take" },
  "tls-ca": { value: "FILE", isPath: true, text: "who signed its certificate, in PEM" },
  "tls-cert": { value: "FILE", isPath: true, text: "a certificate to show it, in PEM" },
  "tls-key": { value: "FILE", isPath: true, text: "the key of that certificate, in PEM" },
} as const satisfies Flags;

/** What was given for {@link connectionFlags}. */
export type ConnectionFlags = FlagValues<typeof connectionFlags>;

/** A client whose connection ends with its block. */
export type Connection<S extends DescService> = NodeConnectClient<S> & Disposable;

/**
 * Makes a client of what the flags say. It connects with its first call.
 *
 * @throws UsageError for an address, a token or a certificate that can't be one.
 */
export function connect<S extends DescService>(
  descriptor: S,
  flags: ConnectionFlags,
): Connection<S> {
  const { token, protocol } = flags;
  const baseUrl = addressOf(flags.address);
  const client = createConnectClient(descriptor, {
    baseUrl,
    protocol,
    unaryTimeoutMs: duration("timeout", flags.timeout, "1s"),
    ...(token !== undefined && { headers: { authorization: authorizationOf(token) } }),
    tls: tlsOf(baseUrl, flags),
  });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

/** What may stand without a scheme: elsewhere a forgotten `https:` would send a token in the clear. */
const thisMachine = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/i;

function addressOf(typed: string): string {
  const text = thisMachine.test(typed) ? `http://${typed}` : typed;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isServer = url?.protocol === "http:" || url?.protocol === "https:";
  if (url === undefined || !isServer || `${url.username}${url.password}` !== "") {
    // It may have a password in it.
    const what = text.includes("@") ? "this" : text;
    throw new UsageError(`--address must be as http://127.0.0.1:50051 or https://…, not ${what}`);
  }
  return text.replace(/\/+$/, "");
}

function authorizationOf(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
  throw new UsageError("--token, or USER_SERVER_TOKEN, has characters that no token has");
}

function tlsOf(baseUrl: string, flags: ConnectionFlags) {
  const paths = { ca: flags["tls-ca"], cert: flags["tls-cert"], key: flags["tls-key"] };
  const given = Object.entries(paths).flatMap(([name, path]) =>
    path === undefined ? [] : [[name, readPemFile(`--tls-${name}`, path)] as const],
  );
  if (given.length > 0 && !baseUrl.startsWith("https:")) {
    throw new UsageError(`--tls-${given[0]?.[0]} needs an https address`);
  }
  if ((paths.cert === undefined) !== (paths.key === undefined)) {
    throw new UsageError("--tls-cert and --tls-key go together");
  }
  const tls = Object.fromEntries(given);
  requireCertificate("--tls-ca, --tls-cert and --tls-key must be certificates and a key", tls);
  return tls;
}
