import { createHmac } from "node:crypto";
import { exportSPKI } from "jose";
import { describe, expect, it } from "vitest";
import {
  audience,
  claimsOf,
  createKey,
  expired,
  invalid,
  issuer,
  keySetOf,
  nowSeconds,
  part,
  sign,
  starter,
} from "./tokens.fixture.ts";

const [ours, theirs, rsa] = await Promise.all([
  createKey("ours"),
  createKey("theirs"),
  createKey("rsa", "RS256"),
]);
const checks = { algorithms: ["ES256", "RS256"], issuer, audience, clockToleranceSeconds: 0 };
const start = starter({ ...checks, keys: await keySetOf(ours, rsa) });
const withClaims = async (claims: Record<string, unknown>) => start(await sign(ours, claims));

describe("a token that is let in", () => {
  it.each(["", "Bearer ", "bearer ", "BEARER   "])("is one after %j", async (scheme) => {
    expect(await start(`${scheme}${await sign(ours)}`)).toMatchObject({ name: "ada" });
  });

  it("is signed by any of the keys with its algorithm", async () => {
    expect(await start(await sign(rsa))).toMatchObject({ name: "ada" });
  });

  it("is for several audiences, ours among them", async () => {
    expect(await withClaims({ aud: ["mail", audience] })).toMatchObject({ name: "ada" });
  });

  it("expires when the principal does, and as much later as clocks may be apart", async () => {
    const exp = nowSeconds() + 60;
    expect(await withClaims({ exp })).toMatchObject({ expiresAt: exp * 1_000 });
    const late = starter({
      ...checks,
      keys: ours.publicKey,
      algorithms: ["ES256"],
      clockToleranceSeconds: 5,
    });
    expect(await late(await sign(ours, { exp }))).toMatchObject({ expiresAt: (exp + 5) * 1_000 });
    const [past, soon] = [nowSeconds() - 3, nowSeconds() + 3];
    expect(await late(await sign(ours, { exp: past, nbf: soon }))).toMatchObject({ name: "ada" });
  });

  it.each([
    [{}, []],
    [{ scope: "users:read users:write" }, ["users:read", "users:write"]],
    [{ scp: ["users:read"] }, ["users:read"]],
    [{ scp: "users:read" }, ["users:read"]],
    [{ scope: 7, scp: [7, "users:read"] }, ["users:read"]],
  ])("with %j has the scopes %j", async (claims, scopes) => {
    expect(await withClaims(claims)).toMatchObject({ scopes });
  });
});

describe("a token that is refused", () => {
  it("is none at all", async () => {
    expect(await start()).toMatchObject({ code: "UNAUTHENTICATED", reason: "TOKEN_MISSING" });
  });

  it.each(["none", "None", "NONE"])("is signed by nobody: %s", async (alg) => {
    const unsigned = `${part({ alg })}.${part(claimsOf())}`;
    expect(await start(`${unsigned}.`)).toMatchObject(invalid);
    expect(await start(`${unsigned}.AAAA`)).toMatchObject(invalid);
  });

  it("is signed with an algorithm that is not named, though by a known key", async () => {
    const strict = starter({ ...checks, algorithms: ["ES256"], keys: await keySetOf(ours, rsa) });
    expect(await strict(await sign(rsa))).toMatchObject(invalid);
    expect(await strict(await sign(ours))).toMatchObject({ name: "ada" });
  });

  it("has an RSA public key, which everybody knows, as the secret of HS256", async () => {
    const content = `${part({ alg: "HS256", kid: "rsa" })}.${part(claimsOf())}`;
    const pem = await exportSPKI(rsa.publicKey);
    const { n = "" } = (await keySetOf(rsa)).keys[0] ?? {};
    for (const secret of [pem, pem.trim(), n, Buffer.from(`${n}`, "base64url")]) {
      const signature = createHmac("sha256", secret).update(content).digest("base64url");
      expect(await start(`${content}.${signature}`)).toMatchObject(invalid);
    }
  });

  it("names a key of another algorithm", async () => {
    const confused = { ...ours, kid: "rsa" };
    expect(await start(await sign(confused))).toMatchObject(invalid);
  });

  it("has expired", async () => {
    expect(await withClaims({ exp: nowSeconds() })).toMatchObject(expired);
    expect(await withClaims({ exp: nowSeconds() - 3_600 })).toMatchObject(expired);
  });

  it("has expired, and tells so only to those whose it is", async () => {
    const exp = nowSeconds() - 60;
    expect(await start(await sign({ ...theirs, kid: "ours" }, { exp }))).toMatchObject(invalid);
    expect(await withClaims({ exp, aud: "mail" })).toMatchObject(invalid);
  });

  it.each([
    ["is not valid yet", { nbf: nowSeconds() + 3_600 }],
    ["is for another audience", { aud: "mail" }],
    ["is for other audiences", { aud: ["mail", "calendar"] }],
    ["is for no audience", { aud: undefined }],
    ["is for an audience that is no text", { aud: { users: true } }],
    ["is of another issuer", { iss: `${issuer}.evil.example` }],
    ["is of no issuer", { iss: undefined }],
    ["never expires", { exp: undefined }],
    ["expires at no time", { exp: "tomorrow" }],
    ["expires at null", { exp: null }],
    ["is of nobody", { sub: undefined }],
    ["is of an empty subject", { sub: "" }],
    ["is of a subject that is no text", { sub: 7 }],
  ])("%s", async (_what, claims) => {
    expect(await withClaims(claims)).toMatchObject(invalid);
  });

  it("is signed by a key that is not known", async () => {
    expect(await start(await sign(theirs))).toMatchObject(invalid);
  });

  it("is signed by another key than the one it names", async () => {
    expect(await start(await sign({ ...theirs, kid: "ours" }))).toMatchObject(invalid);
  });

  it("brings the key that it is signed with", async () => {
    const [jwk] = (await keySetOf(theirs)).keys;
    const [, payload, signature] = (await sign(theirs)).split(".");
    const header = part({ alg: "ES256", jwk, jku: "https://evil.example/jwks" });
    expect(await start(`${header}.${payload}.${signature}`)).toMatchObject(invalid);
  });

  it("has a payload that was changed after it was signed", async () => {
    const [header, , signature] = (await sign(ours)).split(".");
    const changed = part(claimsOf({ sub: "root" }));
    expect(await start(`${header}.${changed}.${signature}`)).toMatchObject(invalid);
  });

  it("has a header that was changed after it was signed", async () => {
    const [, payload, signature] = (await sign(ours)).split(".");
    const changed = part({ alg: "ES256", kid: "ours", typ: "JWT" });
    expect(await start(`${changed}.${payload}.${signature}`)).toMatchObject(invalid);
  });

  it("asks for what is not understood", async () => {
    const [, payload, signature] = (await sign(ours)).split(".");
    const header = part({ alg: "ES256", kid: "ours", crit: ["exp"], exp: 1 });
    expect(await start(`${header}.${payload}.${signature}`)).toMatchObject(invalid);
  });

  it("is longer than any token need be, though all of it is right", async () => {
    expect(await withClaims({ picture: "x".repeat(4_000) })).toMatchObject({ name: "ada" });
    expect(await withClaims({ picture: "x".repeat(8_000) })).toMatchObject(invalid);
  });

  it("is one of several in the header, right ones too", async () => {
    const [good, bad] = [await sign(ours), await sign(theirs)];
    for (const both of [`${good}, ${bad}`, `${good}, Bearer ${good}`, `${good},${good}`]) {
      expect(await start(`Bearer ${both}`)).toMatchObject(invalid);
    }
  });

  it.each(["", "Bearer", "a.b", "a.b.c", "a.b.c.d.e", "...", "{}.{}.{}"])(
    "is no token: %j",
    async (header) => {
      expect(await start(header)).toMatchObject(invalid);
    },
  );
});
