import type { Principal } from "@org/user-core";
import type { CryptoKey, JSONWebKeySet, JWTPayload } from "jose";

/** What a token must be, and whom it stands for. */
export interface JwtChecks {
  /** The algorithms that signatures may have: `["ES256"]`. Public keys' or secrets', not both; never `none`. */
  readonly algorithms: readonly string[];
  /** Whose tokens are taken: one of these is `iss`. */
  readonly issuer: string | readonly string[];
  /** For whom they must be: one of these is, or is in, `aud`. */
  readonly audience: string | readonly string[];
  /**
   * What kind of token it must be, the `typ` of its header: `at+jwt` where the issuer marks access
   * tokens so (RFC 9068). An issuer's other tokens may be for the same audience. Default: any.
   */
  readonly type?: string;
  /** How far clocks may be apart, in seconds, when `exp` and `nbf` are looked at. Default: 30. */
  readonly clockToleranceSeconds?: number;
  /**
   * How long a token that was verified is taken without looking at its signature again, in
   * milliseconds; 0 for not at all. So much later a key is obeyed that was withdrawn. A token that
   * expires is not taken for longer, and `principal` is asked each time. Default: 30,000.
   */
  readonly rememberMs?: number;
  /**
   * How many such tokens are known at a time; beyond it those unused for the longest are forgotten,
   * and verified again when they come. Kept are a digest and two times of each. Default: 10,000.
   */
  readonly maxRemembered?: number;
  /**
   * Whom a token's claims stand for; `undefined` for nobody. Default: `sub` is
   * the name. Scopes are those of `scope` and `scp`, and it expires with the
   * token, unless this says otherwise.
   */
  readonly principal?: (
    claims: JWTPayload,
  ) => Principal | undefined | Promise<Principal | undefined>;
}

/** Where the keys are that sign tokens. */
export type JwtKeySource =
  | {
      /** A key set, a public key, or the secret of HMAC: `crypto.randomBytes(32)`. */
      readonly keys: JSONWebKeySet | CryptoKey | Uint8Array;
      readonly jwksUrl?: never;
    }
  | ({ readonly jwksUrl: string; readonly keys?: never } & RemoteKeyOptions);

/** Options of {@link jwtAuthentication}. */
export type JwtOptions = JwtChecks & JwtKeySource;

/** How keys are fetched from `jwksUrl`. */
export interface RemoteKeyOptions {
  /** They are fetched anew when they are needed after so many milliseconds. Default: 600,000. */
  readonly maxAgeMs?: number;
  /** The least time between two tries, in milliseconds, whatever tokens ask for. Default: 30,000. */
  readonly cooldownMs?: number;
  /** One try takes so many milliseconds at most. Default: 5,000. */
  readonly timeoutMs?: number;
  /** Told when keys could not be fetched and those known go on. Default: nobody. */
  readonly onError?: (error: unknown) => void;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}
