import { isServiceError } from "@org/user-core";
import { micros } from "../history/clock.ts";
import type { HistoryFile } from "../history/history-file.ts";
import type { WatchEvent, Watched, WatchRecord } from "../history/records.ts";

/** Where a stream begins, as it is asked for. */
export interface StreamRequest {
  readonly whom: Watched;
  readonly after: string;
  readonly includeExisting: boolean;
}

/** Writes the history of one watch. */
export interface Recorder {
  note(record: { readonly kind: "anew" | "reached" }): void;
  /** Records that a stream is opened when it is first read, and how it ends. */
  stream<T>(request: StreamRequest, source: AsyncIterable<T>): AsyncIterable<T>;
  /** A message that its receiver has, of the stream that was opened last. */
  got(event: WatchEvent, after: string): void;
}

/** Makes a recorder whose streams have names that begin with this one. */
export function createRecorder(file: HistoryFile<WatchRecord>, name: string): Recorder {
  let count = 0;
  let stream = "";

  function end(of: string, error: unknown): void {
    const { code, reason, message } = isServiceError(error)
      ? error
      : { code: "OK", reason: "", message: "" };
    file.append({ kind: "end", stream: of, at: micros(), code, reason, message });
  }

  return {
    note: ({ kind }) => file.append({ kind, at: micros() }),
    async *stream(request, source) {
      count += 1;
      stream = `${name}-${count}`;
      const opened = stream;
      file.append({ kind: "open", stream, at: micros(), ...request });
      try {
        yield* source;
        end(opened, undefined);
      } catch (error) {
        end(opened, error);
        throw error;
      }
    },
    got: (event, after) => file.append({ kind: "got", stream, at: micros(), after, event }),
  };
}
