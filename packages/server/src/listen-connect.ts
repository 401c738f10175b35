import type { BoundService, Probes } from "@org/user-core";
import { createNodeServer } from "@org/user-transport-connect/server";
import { authorityOf, cannotListen, type Listening } from "./listening.ts";
import type { ServeOptions } from "./options.ts";
import { readTlsFiles, type TlsFiles } from "./tls-files.ts";

/** Listens with the server that has every protocol on one port. */
export async function listenConnect(
  services: readonly BoundService[],
  options: ServeOptions,
  probes: Probes,
): Promise<Listening> {
  const { maxMessageBytes, maxConnectionAgeMs, host, port } = options;
  const tls = readTlsFiles(options);
  const server = createNodeServer({
    ...{ services, maxMessageBytes, otherPaths: probes },
    ...(Number.isFinite(maxConnectionAgeMs) && { maxConnectionAgeMs }),
    ...(tls && { tls: tlsOf(tls) }),
  });
  const address = await server.listen({ host, port }).catch((error: Error) => {
    throw cannotListen(authorityOf(options, port), error.message);
  });
  return { ...server, port: address.port };
}

function tlsOf({ cert, key, ca }: TlsFiles) {
  return ca === undefined ? { cert, key } : { cert, key, ca, requestCert: true };
}
