import { hash } from "node:crypto";

/** Before what is hashed, so that nothing else of the same content has the same id. */
const purpose = "user-server import";

/**
 * The request id of a row: a UUID of version 8 of the SHA-256 of its email and
 * name. The same row has the same id in every run of an import, wherever it
 * stands in the file, so that whoever sends it again creates nobody twice.
 *
 * Its password is not in it: an id is stored and may be logged, and a quick hash
 * is no place for a password. A row that comes back with another one is refused
 * with REQUEST_ID_REUSED.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9562#section-5.8
 */
export function requestIdOf({ email, name }: Record<"email" | "name", string>): string {
  const text = JSON.stringify([purpose, email.trim(), name.trim()]);
  const digits = hash("sha256", text, "hex");
  const variant = (0x8 | (Number.parseInt(digits.charAt(16), 16) & 0x3)).toString(16);
  const part = (from: number, to: number) => digits.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-8${part(13, 16)}-${variant}${part(17, 20)}-${part(20, 32)}`;
}
