import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectTo, failureOf } from "./client.fixture.ts";
import { type ServerProcess, startServer } from "./server-process.fixture.ts";

const issuer = "https://id.example.com";
const { publicKey, privateKey } = await generateKeyPair("ES256");

function tokenOf(scope: string, claims: object = {}, header: object = {}): Promise<string> {
  const all = { iss: issuer, aud: "users", sub: "ada", scope, ...claims };
  return new SignJWT(all)
    .setProtectedHeader({ alg: "ES256", ...header })
    .setExpirationTime("5m")
    .sign(privateKey);
}

/** An authority's address of keys, or one that is down. */
async function startJwks(up = true): Promise<string> {
  const keys = JSON.stringify({ keys: [await exportJWK(publicKey)] });
  const server = createServer((_request, response) => {
    if (up) response.end(keys);
    else response.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
}

const flagsOf = (jwksUrl: string, ...others: readonly string[]) => [
  ...["--store", "memory:", "--jwt-jwks-url", jwksUrl],
  ...["--jwt-issuer", issuer, "--jwt-audience", "users", ...others],
];

/** A client that says who it is by this. */
function as(server: ServerProcess, authorization: string) {
  const users = connectTo(server);
  onTestFinished(() => users.close());
  const options = { headers: { authorization } };
  return {
    list: () => users.listUsers({}, options),
    create: () => users.createUser({ email: "ada@example.com", name: "Ada" }, options),
  };
}

describe.each(["connect", "grpc"])("serve with JSON Web Tokens over %s", (transport) => {
  it("lets in whose token is right, and logs who it was and nothing of the token", async () => {
    const flags = flagsOf(await startJwks(), "--transport", transport, "--log-level", "info");
    await using server = await startServer(flags);
    const [right, other] = [await tokenOf(""), await tokenOf("", { aud: "mail" })];
    expect(await as(server, `Bearer ${right}`).list()).toMatchObject({ total: 0 });
    const invalid = { code: "UNAUTHENTICATED", reason: "TOKEN_INVALID" };
    expect(await failureOf(as(server, `Bearer ${other}`).list())).toMatchObject(invalid);
    server.kill("SIGTERM");
    const { stdout, stderr } = await server.exited;
    expect(stderr).toContain('"principal":"ada"');
    expect(stdout).toContain("authorization: Bearer TOKEN");
    for (const part of [...right.split("."), ...other.split(".")]) {
      expect(stdout + stderr).not.toContain(part);
    }
  });

  it("with --require-scopes lets a token do what its scopes say, and an operator's everything", async () => {
    const scopes = ["--require-scopes", "--auth-tokens", "operator"];
    const flags = flagsOf(await startJwks(), "--transport", transport, ...scopes);
    await using server = await startServer(flags);
    const reader = as(server, await tokenOf("users:read"));
    expect(await reader.list()).toMatchObject({ total: 0 });
    expect(await failureOf(reader.create())).toMatchObject({
      reason: "SCOPE_MISSING",
      metadata: { scope: "users:write" },
    });
    const operator = as(server, "operator");
    await operator.create();
    expect(await operator.list()).toMatchObject({ total: 1 });
  });

  it("with --jwt-type lets in tokens of that type alone", async () => {
    const flags = flagsOf(await startJwks(), "--transport", transport, "--jwt-type", "at+jwt");
    await using server = await startServer(flags);
    const access = await tokenOf("", {}, { typ: "at+jwt" });
    expect(await as(server, access).list()).toMatchObject({ total: 0 });
    for (const other of [await tokenOf(""), await tokenOf("", {}, { typ: "JWT" })]) {
      expect(await failureOf(as(server, other).list())).toMatchObject({ reason: "TOKEN_INVALID" });
    }
  });

  it("is UNAVAILABLE while the keys can't be fetched, but for an operator's token", async () => {
    const flags = flagsOf(await startJwks(false), "--auth-tokens", "operator");
    await using server = await startServer([...flags, "--transport", transport]);
    expect(await failureOf(as(server, await tokenOf("")).list())).toMatchObject({
      code: "UNAVAILABLE",
      reason: "KEYS_UNAVAILABLE",
    });
    expect(await as(server, "operator").list()).toMatchObject({ total: 0 });
  });
});
