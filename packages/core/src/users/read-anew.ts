import { letProcessEnd } from "../rpc/deadlines.ts";
import type { Caller } from "./user-store.ts";

/** How long the first tries may take, in milliseconds: a pool may have several such connections. */
const patienceMs = [2_000, 2_000, 2_000, 4_000];

/**
 * Reads from a store, and anew where that takes too long: the connection may be
 * one on which nobody answers any more, and the next try has another. The last
 * takes as long as the store lets it, which may be slow but alive. What nobody
 * wants any more is not tried again.
 */
export async function readAnew<T>(
  read: (caller?: Caller) => Promise<T>,
  isWanted: () => boolean,
): Promise<T> {
  for (const ms of patienceMs) {
    const reader = impatientReader(ms);
    try {
      return await read(reader);
    } catch (error) {
      if (!reader.hasLeft() || !isWanted()) throw error;
    } finally {
      reader.end();
    }
  }
  return read();
}

interface ImpatientReader extends Caller {
  hasLeft(): boolean;
  end(): void;
}

/** A reader who leaves after so many milliseconds. Costs nothing with a store that does not ask. */
function impatientReader(ms: number): ImpatientReader {
  let controller: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(): AbortController {
    const begun = new AbortController();
    timer = setTimeout(() => begun.abort(), ms);
    letProcessEnd(timer);
    return begun;
  }

  return {
    get signal() {
      controller ??= begin();
      return controller.signal;
    },
    hasLeft: () => controller?.signal.aborted === true,
    end: () => clearTimeout(timer),
  };
}
