import { logVerbosity, Server, ServerCredentials, setLogVerbosity } from "@grpc/grpc-js";
import type { BoundService } from "@org/user-core";
import { addServices, drainable, serverOptions } from "@org/user-transport-grpc";
import { authorityOf, cannotListen, type Listening } from "./listening.ts";
import type { ServeOptions } from "./options.ts";
import { readTlsFiles, type TlsFiles } from "./tls-files.ts";

/** Listens with grpc-js. */
export async function listenGrpc(
  services: readonly BoundService[],
  options: ServeOptions,
): Promise<Listening> {
  // What grpc-js prints of an address that can't be had is thrown below, in one line.
  setLogVerbosity(logVerbosity.NONE);
  const { maxMessageBytes, maxConnectionAgeMs } = options;
  const age = Number.isFinite(maxConnectionAgeMs) && { maxConnectionAgeMs };
  const server = new Server(serverOptions({ maxMessageBytes, ...age }));
  addServices(server, services);
  const credentials = credentialsOf(readTlsFiles(options));
  const port = await bindTo(server, authorityOf(options, options.port), credentials);
  return {
    port,
    ...drainable(server),
  };
}

function bindTo(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (error === null) resolve(port);
      else reject(cannotListen(address, error.message));
    });
  });
}

function credentialsOf(tls: TlsFiles | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: tls.cert, private_key: tls.key };
  return ServerCredentials.createSsl(tls.ca ?? null, [pair], tls.ca !== undefined);
}
