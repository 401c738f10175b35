import type { BoundService, Probes } from "@org/user-core";
import { authorityOf, type Listening } from "./listening.ts";
import type { ServeOptions, Transport } from "./options.ts";

type Listen = (
  services: readonly BoundService[],
  options: ServeOptions,
  probes: Probes,
) => Promise<Listening>;

// Each loaded by who chose it: the server is to start quickly.
const listeners = {
  connect: async () => (await import("./listen-connect.ts")).listenConnect,
  grpc: async () => (await import("./listen-grpc.ts")).listenGrpc,
} satisfies Record<Transport, () => Promise<Listen>>;

/**
 * Listens where the options say. Probes are answered there if that speaks more than gRPC.
 *
 * @returns with the address, `http://127.0.0.1:50051`; `https:` over TLS.
 * @throws UsageError if the address can't be had or a certificate can't be read.
 */
export async function listen(
  services: readonly BoundService[],
  options: ServeOptions,
  probes: Probes,
): Promise<Listening & { readonly address: string }> {
  const listenOver = await listeners[options.transport]();
  const listening = await listenOver(services, options, probes);
  const scheme = options.tlsCert === undefined ? "http" : "https";
  return { ...listening, address: `${scheme}://${authorityOf(options, listening.port)}` };
}
