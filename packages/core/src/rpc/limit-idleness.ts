import { letProcessEnd } from "./deadlines.ts";
import type { MessageQueue } from "./message-queue.ts";

/** A queue under watch. */
export interface IdleLimit<T> {
  /** For the writer. */
  readonly queue: MessageQueue<T>;
  /** Ends the watch. */
  stop(): void;
}

/**
 * Watches a queue's writer: `onIdle` is called once it has written nothing for
 * `idleMs` although there was room.
 */
export function limitIdleness<T>(
  queue: MessageQueue<T>,
  idleMs: number,
  onIdle: () => void,
): IdleLimit<T> {
  let last = performance.now();
  let blocked = false;
  let timer = setTimeout(check, idleMs);
  letProcessEnd(timer);

  // One timer for as long as the stream goes, not one for each message.
  function check(): void {
    const remainingMs = blocked ? idleMs : last + idleMs - performance.now();
    if (remainingMs <= 0) {
      onIdle();
      return;
    }
    timer = setTimeout(check, remainingMs);
    letProcessEnd(timer);
  }

  const stop = () => clearTimeout(timer);
  const write: MessageQueue<T>["write"] = (message, size) => {
    last = performance.now();
    const full = queue.write(message, size);
    if (full === undefined) return undefined;
    blocked = true;
    return full.then(() => {
      blocked = false;
      last = performance.now();
    });
  };
  const end: MessageQueue<T>["end"] = (error) => {
    stop();
    queue.end(error);
  };
  return { queue: { ...queue, write, end }, stop };
}
