import { corsHeaders } from "./cors-headers.ts";
import { type HeaderList, noBytes } from "./protocols/protocol.ts";
import type { Wire } from "./wires/wire.ts";

/** Which other sites' pages may call, by the fetch standard's CORS protocol. Cookies are never let through. */
export interface Cors {
  /** `https://app.example.com`, each exactly as browsers send it; `*` for all. */
  readonly origins: readonly string[];
  /** Request headers that pages may set besides those of the protocols and `authorization`. Default: none. */
  readonly allowedHeaders?: readonly string[];
  /** Response headers that pages may read besides those of the protocols. Default: none. */
  readonly exposedHeaders?: readonly string[];
  /** How long browsers may remember it. Default: two hours. */
  readonly maxAgeSeconds?: number;
}

/**
 * Makes a function that gives an allowed page's request its headers, and answers
 * what browsers ask beforehand; then it gives `true`.
 *
 * Source: https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createCors(options: Cors): (wire: Wire) => boolean {
  const origins = new Set(options.origins);
  const preflight = preflightHeaders(options);
  const exposed = [...corsHeaders.exposed, ...(options.exposedHeaders ?? [])].join(", ");
  return (wire) => {
    const origin = wire.headers.get("origin");
    // Answers differ by origin, which caches must know also of those without leave.
    const headers: HeaderList = ["vary", "origin"];
    wire.extraHeaders = headers;
    if (origin === null) return false;
    const allowed = origins.has("*") || origins.has(origin);
    const asks = wire.method === "OPTIONS";
    if (allowed) headers.push("access-control-allow-origin", origin);
    if (asks) {
      const more = allowed ? preflight : [];
      wire.answer({ status: 204, headers: more, body: noBytes, trailers: undefined });
      return true;
    }
    if (allowed) headers.push("access-control-expose-headers", exposed);
    return false;
  };
}

function preflightHeaders({ allowedHeaders = [], maxAgeSeconds = 7_200 }: Cors): HeaderList {
  const headers = [...corsHeaders.allowed, "authorization", ...allowedHeaders];
  return [
    ...["access-control-allow-methods", corsHeaders.methods.join(", ")],
    ...["access-control-allow-headers", headers.join(", ")],
    ...["access-control-max-age", `${maxAgeSeconds}`],
  ];
}
