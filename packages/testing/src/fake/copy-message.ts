import type { Message } from "@bufbuild/protobuf";

/**
 * A deep copy of a message, also of one whose values are not valid: the service
 * shall refuse it, not the recorder. Reflection would throw.
 */
export function copyMessage<M extends Message>(message: M): M {
  // The same prototype, the same fields: the same type.
  return copyValue(message) as M;
}

function copyValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyValue);
  if (value instanceof Uint8Array) return value.slice();
  const copy: unknown = Object.create(Object.getPrototypeOf(value));
  const fields = Object.entries(value).map(([name, field]) => [name, copyValue(field)]);
  return Object.assign(Object(copy), Object.fromEntries(fields));
}
