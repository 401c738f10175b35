import { type CallOptions, ServerCall, UserService } from "@org/user-core";
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  SignJWT,
} from "jose";
import { vi } from "vitest";
import { jwtAuthentication } from "./jwt-authentication.ts";
import type { JwtOptions } from "./options.ts";

export const issuer = "https://id.example.com";
export const audience = "users";

/** A key to sign with, and its public half as an authority publishes it. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export async function createKey(kid: string, algorithm = "ES256"): Promise<SigningKey> {
  return { kid, algorithm, ...(await generateKeyPair(algorithm, { extractable: true })) };
}

export async function keySetOf(...keys: readonly SigningKey[]): Promise<JSONWebKeySet> {
  const jwks = keys.map(async ({ kid, algorithm, publicKey }) => ({
    ...(await exportJWK(publicKey)),
    kid,
    alg: algorithm,
  }));
  return { keys: await Promise.all(jwks) };
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/** Good claims of Ada, but for those given; `undefined` leaves one out. */
export function claimsOf(claims: Record<string, unknown> = {}): JWTPayload {
  const all = { sub: "ada", iss: issuer, aud: audience, exp: nowSeconds() + 60, ...claims };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A token with {@link claimsOf} the claims. */
export function sign(key: SigningKey, claims?: Record<string, unknown>): Promise<string> {
  return new SignJWT(claimsOf(claims))
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid })
    .sign(key.privateKey);
}

/** One part of a token. */
export function part(content: object | string): string {
  return Buffer.from(typeof content === "string" ? content : JSON.stringify(content)).toString(
    "base64url",
  );
}

/** Who is let in with this header; else how the call ends, proven to be before anything is read. */
export function starter(options: JwtOptions) {
  const middleware = jwtAuthentication(options);
  return async (authorization?: string) => {
    const headers: CallOptions["headers"] = authorization === undefined ? {} : { authorization };
    const call = new ServerCall(UserService.method.getUser, {
      transport: "test",
      peer: "test",
      requestHeaders: new Headers(headers),
      deadline: undefined,
    });
    const proceed = vi.fn(async () => {});
    const error = await middleware(call, proceed).then(
      () => undefined,
      (refusal: unknown) => refusal,
    );
    if ((error === undefined) !== (proceed.mock.calls.length === 1)) {
      throw new Error("a call that is refused must not proceed");
    }
    return error ?? call.principal;
  };
}

export const invalid: object = { code: "UNAUTHENTICATED", reason: "TOKEN_INVALID" };
export const expired: object = { code: "UNAUTHENTICATED", reason: "TOKEN_EXPIRED" };
