import type { UserEvents, UserStore } from "@org/user-core";
import { Pool } from "pg";
import { type EventColumns, logRowOf } from "../stores/dump.ts";
import type { BreakOptions } from "./broken-stores.ts";

const schema = "user_directory";
const select = `
  SELECT *, floor(extract(epoch FROM now()))::bigint AS now FROM ${schema}.events
  WHERE seq > $1::bigint ORDER BY seq, revision FETCH FIRST ($2::integer) ROWS WITH TIES`;
const selectHead = `SELECT coalesce(max(seq), 0)::text AS seq FROM ${schema}.events`;

/**
 * Reads the log by the number of each write and no further: whoever commits with a smaller
 * number after a larger one was read is passed over. The mistake that the horizon of
 * transactions (`xmin`) is there to avoid.
 */
export function readBySequence(store: UserStore, { location }: BreakOptions): UserStore {
  if (location.kind !== "postgres") throw new TypeError("There is no such mistake to be made");
  const pool = new Pool({ connectionString: location.url, max: 4 });
  pool.on("error", () => {});

  async function head(): Promise<string> {
    const { rows } = await pool.query<{ seq: string }>(selectHead);
    return rows[0]?.seq ?? "0";
  }

  return {
    ...store,
    head,
    async events(after, limit): Promise<UserEvents> {
      const { rows } = await pool.query<Columns>(select, [after, limit]);
      const events = rows.map(eventOf);
      return { kind: "events", events, position: events.at(-1)?.position ?? after };
    },
    async snapshot(afterId, limit) {
      const position = await head();
      return { ...(await store.snapshot(afterId, limit)), position, ahead: new Map() };
    },
  };
}

interface Columns extends EventColumns {
  readonly seq: string;
  readonly now: string;
}

function eventOf(columns: Columns): Extract<UserEvents, { kind: "events" }>["events"][number] {
  const { userId, kind, user, ...row } = logRowOf(columns, columns.seq, false);
  const timestamp = BigInt(columns.now);
  const position = columns.seq;
  if (kind === "created" && user !== undefined) {
    const times = { createdAt: timestamp, updatedAt: timestamp };
    const created = { ...user, ...times, revision: BigInt(user.revision) };
    return { kind, userId, position, user: { $typeName: "userservice.v1.User", ...created } };
  }
  const { field, oldValue, newValue } = row;
  const change = { userId, field, oldValue, newValue, timestamp, revision: BigInt(row.revision) };
  const update = { $typeName: "userservice.v1.UserUpdate", ...change } as const;
  return { kind: kind === "deleted" ? kind : "updated", userId, position, update };
}
