import { nextTurn } from "./next-turn.ts";
import { noBytes } from "./protocols/protocol.ts";
import type { Wire } from "./wires/wire.ts";

/** Writes a stream's frames to its wire, many at a time where many are ready. */
export interface FrameWriter {
  /** Returns a promise if there is no room for more. */
  write(frame: Uint8Array): undefined | Promise<void>;
  /** Writes what is left, and the last frame after it. */
  end(last: Uint8Array): void;
}

/** Frames are held back until there are this many bytes, or nothing else is ready to run. */
const batchBytes = 16 * 1024;
/**
 * What a stream writes before others have their turn, in bytes: a system that takes megabytes at once,
 * or a client that reads as fast, would else let a handler that never waits keep the event loop.
 */
const turnBytes = 64 * 1024;

/** Makes a writer of frames. */
export function createFrameWriter(wire: Wire): FrameWriter {
  let frames: Uint8Array[] = [];
  let bytes = 0;
  let deferred = false;
  let full: undefined | Promise<void>;
  /** Bytes written since others had their turn. */
  let inTurn = 0;

  function flush(): void {
    if (bytes === 0) return;
    const batch = joined(frames, bytes);
    frames = [];
    bytes = 0;
    inTurn += batch.length;
    let waiting = wire.write(batch);
    if (inTurn >= turnBytes) {
      inTurn = 0;
      // Room is often made at once, by a system that takes all: that is no turn.
      waiting = waiting === undefined ? nextTurn() : waiting.then(nextTurn);
    }
    full = waiting;
    void waiting?.then(() => {
      if (full === waiting) full = undefined;
    });
  }

  return {
    write(frame) {
      frames.push(frame);
      bytes += frame.length;
      if (bytes >= batchBytes) {
        flush();
      } else if (!deferred) {
        deferred = true;
        wire.defer(() => {
          deferred = false;
          flush();
        });
      }
      return full;
    },
    end(last) {
      if (last.length > 0) {
        frames.push(last);
        bytes += last.length;
      }
      flush();
    },
  };
}

function joined(frames: readonly Uint8Array[], bytes: number): Uint8Array {
  if (frames.length === 1) return frames[0] ?? noBytes;
  const batch = new Uint8Array(bytes);
  let at = 0;
  for (const frame of frames) {
    batch.set(frame, at);
    at += frame.length;
  }
  return batch;
}
