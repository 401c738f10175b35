import { TLSSocket } from "node:tls";
import { type PeerCertificate, peerCertificateFrom } from "@org/user-core";

/** By connection, of those that were asked: to read one costs as much as a call. */
const known = new WeakMap<object, PeerCertificate | undefined>();

/** The certificate of a connection's client, if the server asked for one and trusts it. */
export function peerCertificateOf(socket: object): PeerCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  if (!known.has(socket)) known.set(socket, peerCertificateFrom(socket.getPeerCertificate()));
  return known.get(socket);
}
