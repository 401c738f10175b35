import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificates } from "@org/test-certificates";

/** A server's certificate in files, which go at the end of the block. */
export interface CertificateFiles extends Disposable {
  readonly serverFlags: readonly string[];
  /** The authority's. */
  readonly ca: string;
}

/** Makes them. @throws an Error where there is no openssl command. */
export function certificateFiles(): CertificateFiles {
  const certificates = makeCertificates();
  if (certificates === undefined) throw new Error("there is no openssl command");
  const folder = mkdtempSync(join(tmpdir(), "abuse-"));
  const write = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const { cert, key, ca } = certificates.server;
  return {
    serverFlags: ["--tls-cert", write("cert.pem", cert), "--tls-key", write("key.pem", key)],
    ca: write("ca.pem", ca),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
