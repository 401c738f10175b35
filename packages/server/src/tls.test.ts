import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientTls } from "@org/user-transport-grpc";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectTo, failureOf } from "./client.fixture.ts";
import { runToExit, startServer, temporaryFolder } from "./server-process.fixture.ts";

const reason = missingOpenssl();
if (reason !== undefined) console.log(`TLS tests are skipped: ${reason}`);

function missingOpenssl(): string | undefined {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "there is no openssl command to make certificates with";
  }
}

describe.skipIf(reason !== undefined)("serve over TLS", () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder.path, name);
  const pem = (name: string) => readFileSync(file(name));
  const serverTls = () => ["--tls-cert", file("server.pem"), "--tls-key", file("server.key")];
  const memory = ["--store", "memory:"];

  beforeAll(() => {
    for (const name of ["ours", "theirs"]) makeAuthority(name);
    for (const [name, authority] of [
      ["server", "ours"],
      ["client", "ours"],
      ["stranger", "theirs"],
    ] as const) {
      makeCertificate(name, authority);
    }
  });
  afterAll(() => folder[Symbol.dispose]());

  it("answers who trusts its certificate, and nobody in the clear", async () => {
    await using server = await startServer([...memory, ...serverTls()]);
    expect(server.stdout()).toContain(`listening on https://${server.address}`);
    expect(await createdName(server, { ca: pem("ours.pem") })).toBe("Ada");
    for (const tls of [{ ca: pem("theirs.pem") }, undefined]) {
      expect(await failureOf(createdName(server, tls))).toMatchObject({ code: "UNAVAILABLE" });
    }
  });

  it("with --tls-ca answers only clients with a certificate of that authority", async () => {
    await using server = await startServer([
      ...[...memory, ...serverTls()],
      ...["--tls-ca", file("ours.pem")],
    ]);
    const ca = pem("ours.pem");
    const as = (name: string) => ({ ca, cert: pem(`${name}.pem`), key: pem(`${name}.key`) });
    expect(await createdName(server, as("client"))).toBe("Ada");
    for (const tls of [{ ca }, as("stranger")]) {
      expect(await failureOf(createdName(server, tls))).toMatchObject({ code: "UNAVAILABLE" });
    }
  });

  it.each(["connect", "grpc"])(
    "with --tls-ca knows clients by their certificates, over %s",
    async (transport) => {
      await using server = await startServer([
        ...[...memory, ...serverTls(), "--tls-ca", file("ours.pem")],
        ...["--transport", transport, "--log-level", "info"],
      ]);
      const credentials = { cert: pem("client.pem"), key: pem("client.key") };
      expect(await createdName(server, { ca: pem("ours.pem"), ...credentials })).toBe("Ada");
      server.kill("SIGTERM");
      expect((await server.exited).stderr).toContain('"principal":"client"');
    },
  );

  it("with --tls-ca and tokens wants both", async () => {
    await using server = await startServer([
      ...[...memory, ...serverTls(), "--tls-ca", file("ours.pem")],
      ...["--auth-tokens", "secret"],
    ]);
    const credentials = { cert: pem("client.pem"), key: pem("client.key") };
    const call = createdName(server, { ca: pem("ours.pem"), ...credentials });
    expect(await failureOf(call)).toMatchObject({ reason: "TOKEN_MISSING" });
  });

  it("is refused with one line and exit code 2 where a file can't be read or is no certificate", async () => {
    writeFileSync(file("text"), "Dear diary");
    const cert = ["--tls-cert", file("server.pem")];
    for (const bad of [
      [...cert, "--tls-key", file("missing")],
      [...cert, "--tls-key", file("text")],
      [...cert, "--tls-key", file("client.key")],
      ["--tls-cert", file("text"), "--tls-key", file("server.key")],
      [...serverTls(), "--tls-ca", folder.path],
    ]) {
      const { code, stderr } = await runToExit(["serve", "--port", "0", ...memory, ...bad]);
      expect(stderr).toMatch(/^user-server: .*--tls-.+\n$/);
      expect(code).toBe(2);
    }
  });

  async function createdName(server: { readonly address: string }, tls: ClientTls | undefined) {
    // Node warns of IP addresses as names of servers.
    const channelOptions = { "grpc.ssl_target_name_override": "localhost" };
    using users = connectTo(server, tls && { tls, channelOptions });
    return (await users.createUser({ email: "ada@example.com", name: "Ada" })).name;
  }

  function openssl(...args: readonly string[]): void {
    execFileSync("openssl", args, { cwd: folder.path, stdio: "pipe" });
  }

  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

  function makeAuthority(name: string): void {
    const files = ["-keyout", `${name}.key`, "-out", `${name}.pem`];
    openssl("req", "-x509", ...key, ...files, "-subj", `/CN=${name}`, "-days", "2");
  }

  function makeCertificate(name: string, authority: string): void {
    writeFileSync(file("names.cnf"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
    const request = ["-keyout", `${name}.key`, "-out", `${name}.csr`];
    openssl("req", ...key, ...request, "-subj", `/CN=${name}`);
    const signer = ["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-CAcreateserial"];
    const names = ["-extfile", "names.cnf", "-days", "2"];
    openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...signer, ...names);
  }
});
