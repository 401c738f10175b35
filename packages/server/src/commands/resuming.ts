import type { Interruption, ResumingOptions } from "@org/user-core";
import { explain } from "./call-failure.ts";
import { interruption } from "./interruption.ts";
import { note } from "./output.ts";

/** How a watch goes on by itself: it ends in order when the program is told to, and tells of its breaks. */
export function resuming(address: string): ResumingOptions {
  return {
    signal: interruption(),
    onInterrupted: ({ error, retryInMs }: Interruption) =>
      note(`${explain(error, address)}; again in ${(retryInMs / 1_000).toFixed(1)} s`),
  };
}
