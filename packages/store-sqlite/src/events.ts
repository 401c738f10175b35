import type { LogPosition, UserEvents } from "@org/user-core";
import type { Connection } from "./connection.ts";
import { readCounters } from "./counters.ts";
import { type EventRow, eventColumns, eventOf } from "./rows.ts";

const select = `SELECT ${eventColumns} FROM events WHERE seq > ? ORDER BY seq LIMIT ?`;
/** Where an `EventRow` tells how many of its write follow. */
const followingColumn = 12;
const positionFormat = /^\d{1,15}$/;

/** Everybody's changes after a position. A position is the `seq` of an event, in decimal. */
export function readEvents(connection: Connection, after: LogPosition, limit: number): UserEvents {
  // Not a position that this store has given, so one that it never reached.
  if (!positionFormat.test(after)) return { kind: "ahead" };
  const position = Number(after);
  // Events before counters: what another process prunes in between was read
  // already if the counters still say that it is kept.
  const rows = wholeWrites(connection, position, limit);
  const { lastSeq, prunedSeq } = readCounters(connection);
  if (position < prunedSeq) return { kind: "expired" };
  if (position > lastSeq) return { kind: "ahead" };
  const events = rows.map(eventOf);
  return { kind: "events", events, position: events.at(-1)?.position ?? after };
}

/** A page that ends with a write. */
function wholeWrites(connection: Connection, position: number, limit: number): EventRow[] {
  const read = (most: number) => connection.query<EventRow>(select).all(position, most);
  const rows = read(limit);
  const following = rows.at(-1)?.[followingColumn] ?? 0n;
  if (following === 0n) return rows;
  const end = rows.findLastIndex((row) => row[followingColumn] === 0n) + 1;
  return end > 0 ? rows.slice(0, end) : read(limit + Number(following));
}

/** The position after the last event. */
export function readHead(connection: Connection): LogPosition {
  return String(readCounters(connection).lastSeq);
}
