/** A client's certificate, which its transport has verified. */
export interface PeerCertificate {
  /** The subject's common name; `undefined` if it has none, or several. */
  readonly commonName: string | undefined;
  /** The subject's alternative names with their kind: `DNS:api.example.com`, `URI:spiffe://example.com/api`. */
  readonly alternativeNames: readonly string[];
  /** SHA-256 of the whole certificate, in hex with colons. */
  readonly fingerprint256: string;
  /** When it expires, in Unix milliseconds. */
  readonly expiresAt: number;
}

/** The part of a certificate as Node's `tls` has it that {@link peerCertificateFrom} reads. */
export interface TlsCertificate {
  readonly subject?: { readonly CN?: string | readonly string[] };
  readonly subjectaltname?: string | undefined;
  readonly fingerprint256?: string;
  readonly valid_to?: string;
}

/**
 * A certificate as a call tells of it, of what Node's `getPeerCertificate`
 * gives; `undefined` if the client has shown none, which is an empty object there.
 *
 * Source: https://nodejs.org/api/tls.html#certificate-object
 */
export function peerCertificateFrom(
  certificate: TlsCertificate | null | undefined,
): PeerCertificate | undefined {
  const { subject, subjectaltname, fingerprint256, valid_to } = certificate ?? {};
  if (fingerprint256 === undefined || valid_to === undefined) return undefined;
  const name = subject?.CN;
  return {
    commonName: typeof name === "string" && name !== "" ? name : undefined,
    alternativeNames: namesIn(subjectaltname ?? ""),
    fingerprint256,
    expiresAt: Date.parse(valid_to),
  };
}

/**
 * `KIND:value, KIND:value`, where a value that could be taken for more than one
 * is a string in JSON.
 *
 * Source: https://nodejs.org/en/blog/vulnerability/jan-2022-security-releases (CVE-2021-44532)
 */
const alternativeName = /([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/gy;

function namesIn(text: string): string[] {
  return [...text.matchAll(alternativeName)].map(([, kind, value = ""]) => {
    return `${kind}:${value.startsWith('"') ? JSON.parse(value) : value}`;
  });
}
