import { UsageError } from "./usage-error.ts";

/** Whose JSON Web Tokens let callers in. */
export interface JwtServeOptions {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** The header's `typ` that they must have; without it, any. */
  readonly type?: string;
}

/** The flags that say so, as given; empty for those that are not. */
interface JwtFlags {
  readonly "jwt-jwks-url": string;
  readonly "jwt-issuer": string;
  readonly "jwt-audience": string;
  readonly "jwt-algorithms": string;
  readonly "jwt-type": string;
}

/** With public keys: a secret would have no address. */
const signatures = /^(RS|PS|ES)(256|384|512)$|^EdDSA$|^Ed25519$/;

/**
 * What the flags say of tokens; `undefined` if they say nothing.
 *
 * @throws UsageError unless address, issuer and audience are given together.
 */
export function jwtOptionsOf(flags: JwtFlags): JwtServeOptions | undefined {
  const jwksUrl = flags["jwt-jwks-url"];
  const issuer = flags["jwt-issuer"];
  const audience = flags["jwt-audience"];
  const given = [jwksUrl, issuer, audience].filter((value) => value !== "").length;
  if (given === 0) {
    if (flags["jwt-type"] === "") return undefined;
    throw new UsageError("--jwt-type needs --jwt-jwks-url, --jwt-issuer and --jwt-audience");
  }
  if (given < 3) {
    throw new UsageError("--jwt-jwks-url, --jwt-issuer and --jwt-audience go together");
  }
  const algorithms = flags["jwt-algorithms"].split(",").map((name) => name.trim());
  const unknown = algorithms.find((name) => !signatures.test(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--jwt-algorithms must be of RS256 to RS512, PS256 to PS512, ES256 to ES512, EdDSA and Ed25519, not ${unknown}`,
    );
  }
  const type = flags["jwt-type"];
  return {
    ...{ jwksUrl: addressOf(jwksUrl), issuer, audience, algorithms },
    ...(type !== "" && { type }),
  };
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whoever could change the keys on their way could let anybody in. */
function addressOf(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && loopback.has(url.hostname))) {
    return url.href;
  }
  throw new UsageError("--jwt-jwks-url must be an https address, or http on this machine");
}
