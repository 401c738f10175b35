import type { Interruption, ResumingOptions } from "@org/user-core";
import { explainRetry } from "./call-failure.ts";
import { interruption } from "./interruption.ts";
import { note } from "./output.ts";

/**
 * How a watch goes on by itself: it ends in order when the program is told to,
 * and tells of its breaks and of their ends.
 */
export function resuming(address: string): ResumingOptions {
  let isInterrupted = false;
  return {
    signal: interruption(),
    onInterrupted({ error, retryInMs }: Interruption) {
      isInterrupted = true;
      note(explainRetry(error, address, retryInMs));
    },
    onWatching() {
      if (isInterrupted) note("watching again");
      isInterrupted = false;
    },
  };
}
