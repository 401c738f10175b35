import type { WatchRecord } from "../history/records.ts";
import type { Chain, Message, Stream, WatchHistory } from "./run-history.ts";

/** Makes chains of streams of the records of a watch. */
export function readWatch(name: string, records: readonly WatchRecord[]): WatchHistory {
  const chains: { streams: (Stream & { messages: Message[] })[] }[] = [];
  let hasReachedEnd = false;
  for (const record of records) {
    const streams = chains.at(-1)?.streams;
    const last = streams?.at(-1);
    if (record.kind === "anew") chains.push({ streams: [] });
    else if (record.kind === "reached") hasReachedEnd = true;
    else if (streams === undefined) throw new Error(`${name} begins with ${record.kind}`);
    else if (record.kind === "open") {
      const { stream, at, whom, after, includeExisting } = record;
      streams.push({ name: stream, at, whom, after, includeExisting, messages: [] });
    } else if (last?.name !== record.stream)
      throw new Error(`${name}: ${record.stream} is not open`);
    else if (record.kind === "got") {
      last.messages.push({ at: record.at, after: record.after, event: record.event });
    } else {
      const { code, reason, message } = record;
      streams[streams.length - 1] = { ...last, end: { code, reason, message } };
    }
  }
  return {
    name,
    hasReachedEnd,
    chains: chains.map((chain, i) => whole(chain, i === chains.length - 1 && hasReachedEnd)),
  };
}

function whole({ streams }: Pick<Chain, "streams">, isComplete: boolean): Chain {
  return { streams, isComplete };
}
