import type { ServiceError, StatusCode } from "@org/user-core";
import { defaultAddress } from "./default-address.ts";
import { visible } from "./terminal-text.ts";

/**
 * Why a call failed, and what may help, in a line for people.
 *
 * @param address of the server, as it was given; anything else for that by default.
 */
export function explain(error: ServiceError, address?: unknown): string {
  const { message, fieldViolations, requestId } = error;
  const fields = fieldViolations.map(({ field, description }) => `${field} ${description}`);
  const facts = [
    fields.length === 0 ? message : `${message} (${fields.join("; ")})`,
    ...(requestId === undefined ? [] : [`request ${requestId} in the server's log`]),
    ...adviceOn(error.code, `${address ?? defaultAddress}`),
  ];
  return visible(facts.join("; "));
}

function adviceOn(code: StatusCode, address: string): string[] {
  if (code === "UNAVAILABLE") return [`is there a server at ${address}? See --address`];
  if (code === "UNAUTHENTICATED") return ["USER_SERVER_TOKEN says who you are"];
  return [];
}
