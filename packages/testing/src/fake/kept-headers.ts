import type { RequestHeaders } from "@org/user-core";

/** A call's request headers, also once the call has ended: a transport may forget them then. */
export function keptHeaders(headers: RequestHeaders): RequestHeaders {
  if (!isListed(headers)) return headers;
  const kept = new Map(headers.entries());
  return { get: (name) => kept.get(name) ?? null };
}

interface Listed extends RequestHeaders {
  entries(): Iterable<readonly [string, string]>;
}

/** As a WHATWG `Headers` is. Those of other transports can't be listed, and stay. */
function isListed(headers: RequestHeaders): headers is Listed {
  return "entries" in headers && typeof headers.entries === "function";
}
