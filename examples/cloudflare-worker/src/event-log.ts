import { fromJsonString, toJsonString } from "@bufbuild/protobuf";
import {
  type LogPosition,
  type UserChangeEvent,
  type UserEvent,
  type UserEvents,
  UserSchema,
  type UserUpdate,
  UserUpdateSchema,
  type UserUpdates,
} from "@org/user-core";
import type { DurableStorage, Row } from "./durable-storage.ts";

interface EventRow extends Row {
  readonly seq: number;
  readonly write_end: number;
  readonly kind: UserChangeEvent["kind"];
  readonly user_id: number;
  readonly revision: number;
  readonly content: string;
}

interface Ends extends Row {
  readonly last_seq: number;
  readonly pruned_seq: number;
}

/** The log of all users, in the same database as they are. */
export interface EventLog {
  /** Appends the events of one write, at a time in Unix seconds, inside a transaction. */
  append(events: readonly UserChangeEvent[], at: bigint): void;
  /** As `UserStore` promises; so are the others. */
  userUpdates(userId: number, afterRevision: bigint, limit: number): UserUpdates;
  events(after: LogPosition, limit: number): UserEvents;
  head(): LogPosition;
  /** Forgets events before a time from the beginning on, inside a transaction. */
  prune(before: bigint): void;
}

/** Opens the log. */
export function openLog({ all, first }: DurableStorage): EventLog {
  function ends(): Ends {
    return first<Ends>("SELECT last_seq, pruned_seq FROM meta") ?? { last_seq: 0, pruned_seq: 0 };
  }

  /** Up to so many rows, without a write that they would cut; a larger one by itself. */
  function page(after: number, limit: number): EventRow[] {
    const rows = all<EventRow>(
      "SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
      after,
      limit,
    );
    const end = rows.at(-1)?.seq ?? 0;
    const whole = rows.filter(({ write_end }) => write_end <= end);
    if (whole.length > 0 || rows[0] === undefined) return whole;
    return all("SELECT * FROM events WHERE write_end = ? ORDER BY seq", rows[0].write_end);
  }

  return {
    append(events, at) {
      let seq = ends().last_seq;
      const end = seq + events.length;
      for (const event of events) {
        seq += 1;
        const { kind, userId } = event;
        const revision = Number(kind === "created" ? 1n : event.update.revision);
        const insert = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)";
        all(insert, seq, end, Number(at), kind, userId, revision, contentOf(event));
      }
      all("UPDATE meta SET last_seq = ?", end);
    },
    userUpdates(userId, after, limit) {
      const present = first<Row>("SELECT revision FROM users WHERE id = ?", userId)?.revision;
      const logged = "SELECT max(revision) AS last FROM events WHERE user_id = ? AND revision > 1";
      const last = present ?? first<Row>(logged, userId)?.last;
      if (typeof last !== "number") return { kind: "unknown" };
      if (after > last) return { kind: "ahead", revision: BigInt(last) };
      const select = `SELECT * FROM events WHERE user_id = ? AND revision > 1 AND revision > ?
        ORDER BY revision LIMIT ?`;
      const rows = all<EventRow>(select, userId, Number(after), limit);
      const next = Math.max(Number(after) + 1, 2);
      if (rows[0] === undefined && next > last) {
        return { kind: "updates", updates: [], ended: present === undefined };
      }
      if (rows[0]?.revision !== next) return { kind: "expired" };
      return {
        kind: "updates",
        updates: rows.map(updateOf),
        ended: rows.at(-1)?.kind === "deleted",
      };
    },
    events(after, limit) {
      const { last_seq, pruned_seq } = ends();
      if (!/^\d{1,15}$/.test(after) || Number(after) > last_seq) return { kind: "ahead" };
      if (Number(after) < pruned_seq) return { kind: "expired" };
      const events = page(Number(after), limit).map(eventOf);
      return { kind: "events", events, position: events.at(-1)?.position ?? after };
    },
    head: () => String(ends().last_seq),
    prune(before) {
      const select = "SELECT seq FROM events WHERE at >= ? ORDER BY seq LIMIT 1";
      const kept = first<EventRow>(select, Number(before))?.seq;
      const end = kept === undefined ? ends().last_seq : kept - 1;
      all("DELETE FROM events WHERE seq <= ?", end);
      all("UPDATE meta SET pruned_seq = max(pruned_seq, ?)", end);
    },
  };
}

function contentOf(event: UserChangeEvent): string {
  if (event.kind === "created") return toJsonString(UserSchema, event.user);
  return toJsonString(UserUpdateSchema, event.update);
}

function updateOf({ content }: EventRow): UserUpdate {
  return fromJsonString(UserUpdateSchema, content);
}

function eventOf(row: EventRow): UserEvent {
  const { kind, user_id: userId } = row;
  const position = String(row.write_end);
  if (kind !== "created") return { kind, userId, update: updateOf(row), position };
  return { kind, userId, user: fromJsonString(UserSchema, row.content), position };
}
