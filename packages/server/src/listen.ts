import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { logVerbosity, Server, ServerCredentials, setLogVerbosity } from "@grpc/grpc-js";
import type { BoundService } from "@org/user-core";
import { addServices, serverOptions } from "@org/user-transport-grpc";
import type { ServeOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:50051`; `https:` over TLS. */
  readonly address: string;
  /** Accepts no more connections; resolves when the last has ended. */
  stop(): Promise<void>;
  /** Ends every connection. */
  abort(): void;
}

/**
 * Listens where the options say.
 *
 * @throws UsageError if the address can't be had or a certificate can't be read.
 */
export async function listen(
  services: readonly BoundService[],
  options: ServeOptions,
): Promise<Listening> {
  // What grpc-js prints of an address that can't be had is thrown below, in one line.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server(serverOptions({ maxMessageBytes: options.maxMessageBytes }));
  addServices(server, services);
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  const port = await bindTo(server, `${host}:${options.port}`, credentialsOf(options));
  return {
    address: `${options.tlsCert ? "https" : "http"}://${host}:${port}`,
    stop: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
    abort: () => server.forceShutdown(),
  };
}

function bindTo(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (error === null) return resolve(port);
      const taken = error.message.includes("EADDRINUSE");
      const why = taken ? "the port is taken" : error.message;
      reject(new UsageError(`cannot listen on ${address}: ${why}`));
    });
  });
}

function credentialsOf({ tlsCert, tlsKey, tlsCa }: ServeOptions): ServerCredentials {
  if (tlsCert === undefined || tlsKey === undefined) return ServerCredentials.createInsecure();
  const cert = read("--tls-cert", tlsCert);
  const key = read("--tls-key", tlsKey);
  const ca = tlsCa === undefined ? null : read("--tls-ca", tlsCa);
  requireCertificate("--tls-cert and --tls-key must be a certificate and its key", { cert, key });
  if (ca) requireCertificate("--tls-ca must be a certificate", { ca });
  return ServerCredentials.createSsl(ca, [{ cert_chain: cert, private_key: key }], ca !== null);
}

/** Tries what grpc-js would fail on later, in the words of OpenSSL. */
function requireCertificate(message: string, options: SecureContextOptions): void {
  try {
    createSecureContext(options);
  } catch {
    throw new UsageError(`${message} in PEM`);
  }
}

function read(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`cannot read ${flag} ${path}: ${code}`);
  }
}
