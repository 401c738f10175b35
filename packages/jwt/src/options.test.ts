import { randomBytes } from "node:crypto";
import type { Principal } from "@org/user-core";
import { exportSPKI, SignJWT } from "jose";
import { expect, it } from "vitest";
import { jwtAuthentication } from "./jwt-authentication.ts";
import type { JwtOptions } from "./options.ts";
import {
  audience,
  claimsOf,
  createKey,
  invalid,
  issuer,
  keySetOf,
  nowSeconds,
  sign,
  starter,
} from "./tokens.fixture.ts";

const ours = await createKey("ours");
const checks: JwtOptions = { algorithms: ["ES256"], issuer, audience, keys: ours.publicKey };
const secret = new Uint8Array(randomBytes(32));

const hmac = { name: "HMAC", hash: "SHA-512" };
const shortKey = await crypto.subtle.importKey("raw", secret, hmac, false, ["verify"]);

it.each<[string, Partial<JwtOptions>]>([
  ["no algorithm", { algorithms: [] }],
  ["the algorithm none", { algorithms: ["ES256", "none"] }],
  ["no issuer", { issuer: [] }],
  ["an empty issuer", { issuer: "" }],
  ["no audience", { audience: [] }],
  ["an empty audience among others", { audience: [audience, ""] }],
  ["a public key for HS256", { algorithms: ["ES256", "HS256"] }],
  ["a key set for HS256", { algorithms: ["HS256"], keys: await keySetOf(ours) }],
  ["a secret for ES256", { algorithms: ["HS256", "ES256"], keys: secret }],
  ["a secret that is too short", { algorithms: ["HS512"], keys: secret }],
  ["a secret that is too short, as a key", { algorithms: ["HS512"], keys: shortKey }],
  ["the key that tokens are signed with", { keys: ours.privateKey }],
  [
    "a PEM file for a secret",
    { algorithms: ["HS256"], keys: Buffer.from(await exportSPKI(ours.publicKey)) },
  ],
  ["an empty type", { type: "" }],
  ["a tolerance below zero", { clockToleranceSeconds: -1 }],
  ["a tolerance that is no number", { clockToleranceSeconds: Number.NaN }],
  ["a tolerance without end", { clockToleranceSeconds: Number.POSITIVE_INFINITY }],
  ["a memory of below no time", { rememberMs: -1 }],
  ["a memory of no number's time", { rememberMs: Number.NaN }],
  ["a memory without end", { rememberMs: Number.POSITIVE_INFINITY }],
  ["a memory of below no tokens", { maxRemembered: -1 }],
  ["a memory of any number of tokens", { maxRemembered: Number.POSITIVE_INFINITY }],
])("refuses to be made with %s", (_what, options) => {
  // Half of the options are those of the other kind of key source.
  expect(() => jwtAuthentication({ ...checks, ...options } as JwtOptions)).toThrow(TypeError);
});

it("refuses to be made with an address of keys that is none", () => {
  const { keys: _, ...others } = checks;
  expect(() => jwtAuthentication({ ...others, jwksUrl: "jwks" })).toThrow(TypeError);
});

it.each(["maxAgeMs", "cooldownMs", "timeoutMs"])(
  "refuses to be made with a %s that is no time",
  (name) => {
    const { keys: _, ...others } = checks;
    for (const time of [Number.NaN, -1]) {
      const options = { ...others, jwksUrl: "https://id.example.com/jwks", [name]: time };
      expect(() => jwtAuthentication(options)).toThrow(TypeError);
    }
  },
);

it("takes tokens with a secret", async () => {
  const start = starter({ algorithms: ["HS256"], issuer, audience, keys: secret });
  const signed = (key: Uint8Array) =>
    new SignJWT(claimsOf()).setProtectedHeader({ alg: "HS256" }).sign(key);
  expect(await start(await signed(secret))).toMatchObject({ name: "ada" });
  expect(await start(await signed(new Uint8Array(randomBytes(32))))).toMatchObject(invalid);
});

it("takes tokens with a secret that is a key", async () => {
  const bytes = new Uint8Array(randomBytes(64));
  const keys = await crypto.subtle.importKey("raw", bytes, hmac, false, ["sign", "verify"]);
  const start = starter({ algorithms: ["HS512"], issuer, audience, keys });
  const token = await new SignJWT(claimsOf()).setProtectedHeader({ alg: "HS512" }).sign(keys);
  expect(await start(token)).toMatchObject({ name: "ada" });
});

it("takes tokens of any of several issuers, for any of several audiences", async () => {
  const start = starter({
    ...checks,
    issuer: ["https://a.example", issuer],
    audience: ["a", audience],
  });
  expect(await start(await sign(ours))).toMatchObject({ name: "ada" });
  expect(await start(await sign(ours, { aud: "b" }))).toMatchObject(invalid);
});

it("takes tokens of one kind alone if it is named, of the others of their issuer none", async () => {
  const start = starter({ ...checks, type: "at+jwt" });
  const typed = (typ: string | undefined) =>
    new SignJWT(claimsOf())
      .setProtectedHeader({ alg: "ES256", ...(typ !== undefined && { typ }) })
      .sign(ours.privateKey);
  for (const typ of ["at+jwt", "AT+JWT", "application/at+jwt"]) {
    expect(await start(await typed(typ))).toMatchObject({ name: "ada" });
  }
  for (const typ of [undefined, "JWT", "logout+jwt", ""]) {
    expect(await start(await typed(typ))).toMatchObject(invalid);
  }
  expect(await starter(checks)(await typed("logout+jwt"))).toMatchObject({ name: "ada" });
});

it("lets 30 seconds pass for clocks that are apart, and no more", async () => {
  const start = starter(checks);
  expect(await start(await sign(ours, { exp: nowSeconds() - 25 }))).toMatchObject({ name: "ada" });
  expect(await start(await sign(ours, { exp: nowSeconds() - 31 }))).toMatchObject({
    reason: "TOKEN_EXPIRED",
  });
});

it("lets its user say whom claims stand for, and forgets neither scopes nor expiry", async () => {
  const exp = nowSeconds() + 60;
  const start = starter({
    ...checks,
    principal: async ({ sub }) => (sub === "mallory" ? undefined : { name: `user ${sub}` }),
  });
  expect(await start(await sign(ours, { exp, scope: "users:read" }))).toEqual({
    name: "user ada",
    scopes: ["users:read"],
    expiresAt: (exp + 30) * 1_000,
  });
  expect(await start(await sign(ours, { sub: "mallory" }))).toMatchObject(invalid);
});

it("takes what its user's principal leaves undefined from the token", async () => {
  const exp = nowSeconds() + 60;
  // What is written so where `exactOptionalPropertyTypes` is off.
  const loose = { name: "ada", scopes: undefined, expiresAt: undefined };
  const start = starter({ ...checks, principal: () => loose as object as Principal });
  expect(await start(await sign(ours, { exp, scope: "users:read" }))).toEqual({
    name: "ada",
    scopes: ["users:read"],
    expiresAt: (exp + 30) * 1_000,
  });
});

it("lets nobody in when its user's function fails, and does not call the token invalid", async () => {
  const fault = new TypeError("no such column");
  const start = starter({ ...checks, principal: () => Promise.reject(fault) });
  expect(await start(await sign(ours))).toBe(fault);
});
