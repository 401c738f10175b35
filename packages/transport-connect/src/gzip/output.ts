import { noBytes } from "../protocols/protocol.ts";
import { notCompressed, tooLarge } from "../protocols/refusals.ts";
import { at } from "./huffman.ts";

/** Collects bytes up to a limit; beyond it, it throws RESOURCE_EXHAUSTED. */
export interface Output {
  readonly length: number;
  push(byte: number): void;
  /** Once more what is so far back. It may overlap with what it makes. */
  repeat(distance: number, count: number): void;
  /** What there is, from a place on. */
  from(start: number): Uint8Array;
}

/** Makes one that is empty. It takes no more than twice the memory of what it holds. */
export function createOutput(maxBytes: number): Output {
  let buffer = noBytes;
  let used = 0;

  function makeRoom(count: number): void {
    const needed = used + count;
    if (needed > maxBytes) throw tooLarge(maxBytes);
    if (needed <= buffer.length) return;
    const larger = new Uint8Array(Math.min(2 * needed, maxBytes));
    larger.set(buffer);
    buffer = larger;
  }

  return {
    get length() {
      return used;
    },
    push(byte) {
      makeRoom(1);
      buffer[used] = byte;
      used += 1;
    },
    repeat(distance, count) {
      if (distance > used) throw notCompressed("gzip");
      makeRoom(count);
      for (const end = used + count; used < end; used += 1) {
        buffer[used] = at(buffer, used - distance);
      }
    },
    from: (start) => buffer.subarray(start, used),
  };
}
