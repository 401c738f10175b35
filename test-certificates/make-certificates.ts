import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate and its key, in PEM, and who has signed it. */
export interface Credentials {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
}

/** Certificates of an authority of ours, and one of a stranger's. */
export interface Certificates {
  readonly server: Credentials;
  readonly client: Credentials;
  readonly stranger: Credentials;
}

/** Who the client's certificate is of. */
export const clientSubject = "/O=Example/CN=ada";
/** Its other names. */
export const clientNames = ["URI:spiffe://example.com/ada", "DNS:ada.example.com"];

/** Makes certificates; `undefined` where there is no openssl command. */
export function makeCertificates(): Certificates | undefined {
  const folder = mkdtempSync(join(tmpdir(), "user-certificates-"));
  const openssl = (...args: readonly string[]) =>
    execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const read = (name: string) => readFileSync(join(folder, name));

  function authority(name: string): void {
    const files = ["-keyout", `${name}.key`, "-out", `${name}.pem`];
    openssl("req", "-x509", ...key, ...files, "-subj", `/CN=${name}`, "-days", "2");
  }

  function sign(name: string, by: string, subject: string, names: readonly string[]): Credentials {
    writeFileSync(join(folder, "names.cnf"), `subjectAltName=${names.join(",")}\n`);
    const request = ["-keyout", `${name}.key`, "-out", `${name}.csr`];
    openssl("req", ...key, ...request, "-subj", subject);
    const signer = ["-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial"];
    const extensions = ["-extfile", "names.cnf", "-days", "2"];
    openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...signer, ...extensions);
    return { cert: read(`${name}.pem`), key: read(`${name}.key`), ca: read("ours.pem") };
  }

  try {
    for (const name of ["ours", "theirs"]) authority(name);
    const local = ["IP:127.0.0.1", "DNS:localhost"];
    return {
      server: sign("server", "ours", "/CN=localhost", local),
      client: sign("client", "ours", clientSubject, clientNames),
      stranger: sign("stranger", "theirs", clientSubject, clientNames),
    };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
