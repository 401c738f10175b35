import { noBytes } from "../protocols/protocol.ts";
import { notCompressed, tooLarge } from "../protocols/refusals.ts";
import { at } from "./huffman.ts";

/** Collects bytes up to a limit; beyond it, it throws RESOURCE_EXHAUSTED. */
export interface Output {
  /** What there is so far can't be repeated any more. */
  beginMember(): void;
  push(byte: number): void;
  /**
   * Once more what is so far back. It may overlap with what it makes.
   *
   * @throws ServiceError INVALID_ARGUMENT for what is before the member.
   */
  repeat(distance: number, count: number): void;
  /** What there is since the member began. */
  member(): Uint8Array;
  /** All there is. */
  all(): Uint8Array;
}

/** Makes one that is empty. It takes no more than twice the memory of what it holds. */
export function createOutput(maxBytes: number): Output {
  let buffer = noBytes;
  let used = 0;
  let start = 0;

  function makeRoom(count: number): void {
    const needed = used + count;
    if (needed > maxBytes) throw tooLarge(maxBytes);
    if (needed <= buffer.length) return;
    const larger = new Uint8Array(Math.min(2 * needed, maxBytes));
    larger.set(buffer);
    buffer = larger;
  }

  return {
    beginMember() {
      start = used;
    },
    push(byte) {
      makeRoom(1);
      buffer[used] = byte;
      used += 1;
    },
    repeat(distance, count) {
      if (distance > used - start) throw notCompressed("gzip");
      makeRoom(count);
      for (const end = used + count; used < end; used += 1) {
        buffer[used] = at(buffer, used - distance);
      }
    },
    member: () => buffer.subarray(start, used),
    all: () => buffer.subarray(0, used),
  };
}
