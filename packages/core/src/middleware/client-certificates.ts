import type { Principal } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import type { PeerCertificate } from "../rpc/peer-certificate.ts";
import { type AuthenticateOptions, type Authenticator, authenticate } from "./authenticate.ts";
import { unauthenticated } from "./unauthenticated.ts";

/** Options of {@link clientCertificates}. */
export interface ClientCertificateOptions extends AuthenticateOptions {
  /**
   * Whom a certificate stands for; `undefined` for nobody. Default: its
   * subject's common name, else its first alternative name, else its
   * fingerprint. It expires with the certificate unless this says when.
   */
  readonly principal?: (certificate: PeerCertificate) => Principal | undefined;
}

/**
 * Lets in calls over mutual TLS, with the certificate's subject as principal;
 * others get UNAUTHENTICATED. Whose certificates are trusted is the server's to
 * say: the authority it was given (`ca`) is for clients alone, best one of your own.
 */
export function clientCertificates(options: ClientCertificateOptions = {}): Middleware {
  const find = certificateAuthenticator(options);
  return authenticate((call) => {
    if (call.peerCertificate === undefined) throw unauthenticated("CERTIFICATE_MISSING");
    return find(call);
  }, options);
}

/** What {@link clientCertificates} asks, to be asked together with others: `authenticate([certificateAuthenticator(), other])`. */
export function certificateAuthenticator({
  principal = subjectOf,
}: ClientCertificateOptions = {}): Authenticator {
  return ({ peerCertificate }) => {
    const found = peerCertificate && principal(peerCertificate);
    // Not overwritten by a time that is there and undefined: it would be let in for ever.
    return found && { ...found, expiresAt: found.expiresAt ?? peerCertificate.expiresAt };
  };
}

function subjectOf({ commonName, alternativeNames, fingerprint256 }: PeerCertificate): Principal {
  return { name: commonName ?? alternativeNames[0] ?? fingerprint256 };
}
