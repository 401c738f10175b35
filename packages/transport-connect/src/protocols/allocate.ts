/**
 * Bytes to be written over whole. Node's come from its pool: a typed array of
 * its own costs the garbage collector more than all else of a small message.
 */
export const allocate: (length: number) => Uint8Array =
  "Buffer" in globalThis
    ? (length) => Buffer.allocUnsafe(length)
    : (length) => new Uint8Array(length);
