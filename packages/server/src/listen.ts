import type { BoundService, Probes } from "@org/user-core";
import { listenConnect } from "./listen-connect.ts";
import { listenGrpc } from "./listen-grpc.ts";
import { authorityOf, type Listening } from "./listening.ts";
import type { ServeOptions, Transport } from "./options.ts";

type Listen = (
  services: readonly BoundService[],
  options: ServeOptions,
  probes: Probes,
) => Promise<Listening>;

const listeners = { connect: listenConnect, grpc: listenGrpc } satisfies Record<Transport, Listen>;

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
  const listening = await listeners[options.transport](services, options, probes);
  const scheme = options.tlsCert === undefined ? "http" : "https";
  return { ...listening, address: `${scheme}://${authorityOf(options, listening.port)}` };
}
