import type { Call } from "../rpc/call.ts";

/**
 * The token in a call's `authorization`, with or without `Bearer` before it;
 * `undefined` if there is no such header. Several values are one with commas in
 * it, which no token has.
 *
 * Source: RFC 6750, section 2.1; the scheme in any case as RFC 9110, section 11.1 has it
 */
export function bearerToken(call: Pick<Call, "requestHeaders">): string | undefined {
  const header = call.requestHeaders.get("authorization");
  return header === null ? undefined : withoutScheme(header);
}

/** The token in the value of an `authorization` header. */
export function withoutScheme(header: string): string {
  return header.replace(/^Bearer +/i, "");
}
