import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import type { ServeOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** The server's certificates, in PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Who signs the clients' certificates, for mutual TLS. */
  readonly ca: Buffer | undefined;
}

/**
 * Reads the certificates that the options name; `undefined` if they name none.
 *
 * @throws UsageError if a file can't be read or is no certificate.
 */
export function readTlsFiles({ tlsCert, tlsKey, tlsCa }: ServeOptions): TlsFiles | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const cert = readPemFile("--tls-cert", tlsCert);
  const key = readPemFile("--tls-key", tlsKey);
  const ca = tlsCa === undefined ? undefined : readPemFile("--tls-ca", tlsCa);
  requireCertificate("--tls-cert and --tls-key must be a certificate and its key", { cert, key });
  if (ca) requireCertificate("--tls-ca must be a certificate", { ca });
  return { cert, key, ca };
}

/** Tries what a connection would fail on later. @throws UsageError that begins with the message. */
export function requireCertificate(message: string, options: SecureContextOptions): void {
  try {
    createSecureContext(options);
  } catch {
    throw new UsageError(`${message} in PEM`);
  }
}

/** Reads the file that a flag names. @throws UsageError */
export function readPemFile(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`cannot read ${flag} ${path}: ${code}`);
  }
}
