import type { WatchRecord } from "../history/records.ts";
import type { Random } from "../random.ts";
import type { Clients } from "./clients.ts";
import type { Recorder } from "./recorder.ts";

/** What every watch has. */
export interface WatchContext {
  readonly clients: Clients;
  readonly random: Random;
  /** The end of its history so far. */
  readonly before: readonly WatchRecord[];
  readonly recorder: Recorder;
  /** Aborted when no more is written. */
  readonly finish: AbortSignal;
}
