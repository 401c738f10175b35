import { base64Decode } from "@bufbuild/protobuf/wire";
import type { WireRequest } from "../wires/wire.ts";
import { connectProtocol } from "./connect.ts";
import type { Protocol } from "./protocol.ts";
import { invalidArgument } from "./refusals.ts";

/** A unary call that is asked by GET. */
export interface ConnectGet {
  readonly protocol: Protocol;
  /** How its message is compressed; `undefined` if it is not. */
  readonly encoding: string | undefined;
  /** Reading it throws a ServiceError if its message is not base64 as it says. */
  readonly request: WireRequest;
}

const protocols = new Map<string | null, Protocol>([
  ["proto", connectProtocol("proto", false)],
  ["json", connectProtocol("json", false)],
]);

const encoder = new TextEncoder();

/**
 * A call whose message is in the query; `undefined` if the query does not say
 * what its bytes are.
 *
 * Source: https://connectrpc.com/docs/protocol#unary-get-request
 */
export function readGet(wire: WireRequest, query: string): ConnectGet | undefined {
  const parameters = new URLSearchParams(query);
  const protocol = protocols.get(parameters.get("encoding"));
  if (protocol === undefined) return undefined;
  const compression = parameters.get("compression") ?? "identity";
  const request: WireRequest = {
    headers: wire.headers,
    peer: wire.peer,
    get peerCertificate() {
      return wire.peerCertificate;
    },
    read(reader) {
      reader.push(messageOf(parameters));
      reader.end();
    },
  };
  return { protocol, encoding: compression === "identity" ? undefined : compression, request };
}

function messageOf(parameters: URLSearchParams): Uint8Array {
  const message = parameters.get("message") ?? "";
  if (parameters.get("base64") !== "1") return encoder.encode(message);
  try {
    return base64Decode(message);
  } catch (cause) {
    throw invalidArgument("The request is not base64", cause);
  }
}
