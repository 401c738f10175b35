import { type CryptoKey, createLocalJWKSet, type JWTVerifyGetKey } from "jose";
import type { JwtOptions } from "./options.ts";
import { createRemoteKeys } from "./remote-keys.ts";

/**
 * Where the key of a token is looked up.
 *
 * @throws TypeError for algorithms that are none or not of the keys' kind: what
 *   is a public key to one algorithm must never be a secret to another.
 */
export function keySourceOf(options: JwtOptions): JWTVerifyGetKey {
  const { algorithms, keys } = options;
  if (algorithms.length === 0) throw new TypeError("algorithms names no algorithm");
  if (algorithms.includes("none")) throw new TypeError("algorithms must not name none");
  const secret = keys !== undefined && isSecret(keys);
  if (algorithms.some((algorithm) => algorithm.startsWith("HS") !== secret)) {
    throw new TypeError(
      secret
        ? "A secret is for HS256, HS384 and HS512 alone"
        : "HS256, HS384 and HS512 need a secret",
    );
  }
  if (keys === undefined) return createRemoteKeys(options);
  if (ArrayBuffer.isView(keys)) checkSecret(keys, algorithms);
  else if ("keys" in keys) return createLocalJWKSet(keys);
  else checkKey(keys, algorithms);
  return async () => keys;
}

type Keys = NonNullable<JwtOptions["keys"]>;

function isSecret(keys: Keys): boolean {
  return ArrayBuffer.isView(keys) || ("type" in keys && keys.type === "secret");
}

function checkKey({ type, algorithm }: CryptoKey, algorithms: readonly string[]): void {
  // It could check nothing, so that nobody would be let in.
  if (type === "private") throw new TypeError("The key signs tokens: give its public half");
  if (type !== "secret" || !("length" in algorithm)) return;
  checkLength(Number(algorithm.length) / 8, algorithms);
}

/** A PEM file is everybody's to know. */
function checkSecret(secret: Uint8Array, algorithms: readonly string[]): void {
  checkLength(secret.length, algorithms);
  if (new TextDecoder().decode(secret.subarray(0, 11)) === "-----BEGIN ") {
    throw new TypeError("The secret is a PEM file: import it as a key");
  }
}

/** RFC 7518, section 3.2: no shorter than the hash. */
function checkLength(bytes: number, algorithms: readonly string[]): void {
  const longest = Math.max(...algorithms.map((name) => Number(name.slice(2)) / 8));
  if (!(bytes >= longest)) throw new TypeError(`The secret is shorter than ${longest} bytes`);
}
