import type { Interruption, ResumingOptions } from "@org/user-core";
import { explainRetry } from "./call-failure.ts";
import { interruption } from "./interruption.ts";
import { note } from "./output.ts";

/** Options of {@link resuming}. */
export interface ResumingNotes {
  /**
   * How long a stream must last before it counts as open, in milliseconds. Default: 0, for
   * one that is open with its first message. One that is open with its headers needs it: over
   * Connect a refused one has headers, too, and the refusal right behind them.
   */
  readonly settleMs?: number;
}

/**
 * How a watch goes on by itself once it has watched: it ends in order when the
 * program is told to, and tells that it watches, of its breaks and of their ends.
 * One that has never watched fails at once: its address may be wrong.
 */
export function resuming(address: string, { settleMs = 0 }: ResumingNotes = {}): ResumingOptions {
  let state: "new" | "watching" | "interrupted" = "new";
  let settling: NodeJS.Timeout | undefined;
  const onOpen = () => {
    if (state !== "watching") note(state === "new" ? "watching" : "watching again");
    state = "watching";
  };
  return {
    signal: interruption(),
    onInterrupted({ error, retryInMs }: Interruption) {
      clearTimeout(settling);
      // Whoever iterates gets it, and nothing is tried again.
      if (state === "new") throw error;
      state = "interrupted";
      note(explainRetry(error, address, retryInMs));
    },
    onWatching() {
      if (settleMs === 0) return onOpen();
      // A watch that has ended has nothing to say any more.
      settling = setTimeout(onOpen, settleMs).unref();
    },
  };
}
