import type { Attributes } from "@opentelemetry/api";
import type { ClientTransport } from "@org/user-core";
import { attributes as names, rpcSystems } from "./conventions.ts";

/** The descriptor of an RPC. */
export type Method = Parameters<ClientTransport["unary"]>[0];

/** The name of an RPC, which is also that of its spans. */
export function nameOf({ parent, name }: Method): string {
  return `${parent.typeName}/${name}`;
}

/** What is known of a call before it goes. */
export function callAttributes(method: Method, transport: string): Attributes {
  return {
    [names.rpcSystem]: rpcSystems[transport] ?? transport,
    [names.rpcMethod]: nameOf(method),
  };
}

/** Who calls: `127.0.0.1:50000`, `[::1]:50000`, or what else the transport calls it. */
export function peerAttributes(peer: string): Attributes {
  const [, ipv6, other, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(peer) ?? [];
  const address = ipv6 ?? other;
  if (address === undefined) return { [names.peerAddress]: peer };
  return { [names.peerAddress]: address, [names.peerPort]: Number(port) };
}
