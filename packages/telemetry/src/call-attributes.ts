import type { Attributes } from "@opentelemetry/api";
import { type ClientTransport, methodName } from "@org/user-core";
import { attributes as names, rpcSystems } from "./conventions.ts";

/** The descriptor of an RPC. */
export type Method = Parameters<ClientTransport["unary"]>[0];

/** What is known of a call before it goes. */
export function callAttributes(method: Method, transport: string): Attributes {
  return {
    [names.rpcSystem]: rpcSystems[transport] ?? transport,
    [names.rpcMethod]: methodName(method),
  };
}

/** Who calls: `127.0.0.1:50000`, `[::1]:50000`, or what else the transport calls it. */
export function peerAttributes(peer: string): Attributes {
  const [, ipv6, other, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(peer) ?? [];
  const address = ipv6 ?? other;
  if (address === undefined) return { [names.peerAddress]: peer };
  return { [names.peerAddress]: address, [names.peerPort]: Number(port) };
}
