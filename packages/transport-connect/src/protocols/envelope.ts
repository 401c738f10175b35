import { allocate } from "./allocate.ts";
import { noBytes } from "./protocol.ts";
import { invalidArgument, tooLarge } from "./refusals.ts";

/** Bytes of an envelope's prefix: one of flags, four of length, big endian. */
export const prefixBytes = 5;

/** What an envelope's flags may say. */
export const flags = { compressed: 0b1, connectEnd: 0b10, webTrailers: 0b1000_0000 } as const;

/** A message with its prefix. */
export function envelope(message: Uint8Array, flag = 0): Uint8Array {
  const { length } = message;
  const bytes = allocate(prefixBytes + length);
  bytes[0] = flag;
  bytes[1] = length >>> 24;
  bytes[2] = length >>> 16;
  bytes[3] = length >>> 8;
  bytes[4] = length;
  bytes.set(message, prefixBytes);
  return bytes;
}

/** Whether bytes are one envelope, plain and complete. */
export function isOneEnvelope(bytes: Uint8Array): boolean {
  if (bytes.length < prefixBytes || bytes[0] !== 0) return false;
  return lengthAt(bytes, 1) === bytes.length - prefixBytes;
}

/** Cuts a body into envelopes, however its bytes arrive. */
export interface EnvelopeReader {
  /** @throws ServiceError RESOURCE_EXHAUSTED once a prefix announces too much. */
  push(chunk: Uint8Array): void;
  /** @throws ServiceError INVALID_ARGUMENT if an envelope is incomplete. */
  end(): void;
}

/**
 * Makes a reader that hands on each envelope when it is complete. It holds no
 * more than has arrived of one envelope: a long length alone takes no memory.
 */
export function createEnvelopeReader(
  maxBytes: number,
  onEnvelope: (flag: number, message: Uint8Array) => void,
): EnvelopeReader {
  let held: Uint8Array = noBytes;
  let heldBytes = 0;

  /** Hands on what is complete, and gives how many bytes that took. */
  function take(bytes: Uint8Array): number {
    let at = 0;
    while (bytes.length - at >= prefixBytes) {
      const length = lengthAt(bytes, at + 1);
      if (length > maxBytes) throw tooLarge(maxBytes);
      const end = at + prefixBytes + length;
      if (end > bytes.length) break;
      onEnvelope(bytes[at] ?? 0, bytes.subarray(at + prefixBytes, end));
      at = end;
    }
    return at;
  }

  return {
    push(chunk) {
      if (heldBytes > 0) held = append(held, heldBytes, chunk);
      const bytes = heldBytes > 0 ? held.subarray(0, heldBytes + chunk.length) : chunk;
      const taken = take(bytes);
      heldBytes = bytes.length - taken;
      // A copy: messages that were handed on may look into these bytes still.
      if (taken > 0 || bytes === chunk) held = copyOf(bytes.subarray(taken));
    },
    end() {
      if (heldBytes > 0) throw invalidArgument("The request ends within a message");
    },
  };
}

function copyOf(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? noBytes : new Uint8Array(bytes);
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const low = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  return high * 0x1_0000 + low;
}

/** Adds a chunk after the bytes in use, in a larger buffer where there is no room. */
export function append(buffer: Uint8Array, used: number, chunk: Uint8Array): Uint8Array {
  const needed = used + chunk.length;
  const target = needed <= buffer.length ? buffer : new Uint8Array(Math.max(needed, 2 * used));
  if (target !== buffer) target.set(buffer.subarray(0, used));
  target.set(chunk, used);
  return target;
}
