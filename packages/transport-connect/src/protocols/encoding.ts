import type { WireRequest } from "../wires/wire.ts";
import type { Protocol } from "./protocol.ts";

/** How a request's messages are compressed; `undefined` if they are not. */
export function encodingOf(
  { encodingHeader }: Protocol,
  { headers }: WireRequest,
): string | undefined {
  const encoding = headers.get(encodingHeader);
  return encoding === null || encoding === "identity" ? undefined : encoding;
}
