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

/**
 * Who calls: the other end of the connection, `127.0.0.1:50000` or `[::1]:50000`. One
 * without a port is whom proxies say, or what the platform knows. Others, as
 * `in-process`, have no address.
 */
export function peerAttributes(peer: string): Attributes {
  const [, ipv6, ipv4, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(peer) ?? [];
  const address = ipv6 ?? ipv4;
  if (address !== undefined) {
    return { [names.peerAddress]: address, [names.peerPort]: Number(port) };
  }
  return /[.:]/.test(peer) ? { [names.clientAddress]: peer } : {};
}
