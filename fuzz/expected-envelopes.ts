/** The envelopes of a body. */
export interface EnvelopeReading {
  readonly messages: readonly (readonly [flag: number, message: Uint8Array])[];
  /** `whole`, or the code of its refusal. */
  readonly end: string;
}

/** What the specification says, of bytes that are all there. */
export function expectedEnvelopes(bytes: Uint8Array, maxBytes: number): EnvelopeReading {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const messages: [number, Uint8Array][] = [];
  let at = 0;
  while (bytes.length - at >= 5) {
    const length = view.getUint32(at + 1);
    if (length > maxBytes) return { messages, end: "RESOURCE_EXHAUSTED" };
    if (length > bytes.length - at - 5) break;
    messages.push([view.getUint8(at), bytes.slice(at + 5, at + 5 + length)]);
    at += 5 + length;
  }
  return { messages, end: at === bytes.length ? "whole" : "INVALID_ARGUMENT" };
}
