import type { ServiceError } from "@org/user-core";
import { visible } from "./terminal-text.ts";

/**
 * Why a call failed, and what may help, in a line for people.
 *
 * @param address of the server that was called; `undefined` where none was, as by `migrate`.
 */
export function explain(error: ServiceError, address: string | undefined): string {
  const { message, fieldViolations, requestId } = error;
  const fields = fieldViolations.map(({ field, description }) => `${field} ${description}`);
  const facts = [
    fields.length === 0 ? (tlsFault(message) ?? message) : `${message} (${fields.join("; ")})`,
    ...(requestId === undefined ? [] : [`request ${requestId} in the server's log`]),
    ...(address === undefined ? [] : adviceOn(error, address)),
  ];
  return visible(facts.join("; "));
}

/** Why a call failed that is made again, and when. */
export function explainRetry(error: ServiceError, address: string, retryInMs: number): string {
  return `${explain(error, address)}; again in ${(retryInMs / 1_000).toFixed(1)} s`;
}

/** What OpenSSL or Node says of TLS, without codes and advice that is not for this program. */
function tlsFault(message: string): string | undefined {
  const [, fault] = /:SSL routines:[^:]*:([^:]+)/.exec(message) ?? [];
  // Of an answer that is not TLS at all.
  if (fault === "wrong version number") return `TLS failed: ${fault}; does it speak http://?`;
  if (fault !== undefined) return `TLS failed: ${fault}`;
  const [, untrusted] = /^(.*certificate.*); if the root CA /.exec(message) ?? [];
  return untrusted && `TLS failed: ${untrusted}; --tls-ca says who signed it`;
}

function adviceOn({ code, message }: ServiceError, address: string): string[] {
  if (code === "UNAUTHENTICATED") return ["set USER_SERVER_TOKEN or --token"];
  // Of a server that has not understood what it was asked.
  if (/^HTTP \d+$/.test(message))
    return [`is ${address} such a server, and --protocol what it speaks?`];
  if (code === "UNAVAILABLE") return [`is there a server at ${address}? See --address`];
  return [];
}
