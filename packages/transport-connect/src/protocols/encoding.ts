import type { WireRequest } from "../wires/wire.ts";
import type { Protocol } from "./protocol.ts";

/** How a request's messages are compressed; `undefined` if they are not. */
export function encodingOf(protocol: Protocol, { headers }: WireRequest): string | undefined {
  const encoding = headers.get(headerOf(protocol));
  return encoding === null || encoding === "identity" ? undefined : encoding;
}

function headerOf({ name, enveloped }: Protocol): string {
  if (name !== "connect") return "grpc-encoding";
  return enveloped ? "connect-content-encoding" : "content-encoding";
}
