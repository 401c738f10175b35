import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "./cluster.fixture.ts";

const ends = `
  SELECT
    pg_snapshot_xmin(pg_current_snapshot()) >= coalesce($1, pg_snapshot_xmax(pg_current_snapshot())::text)::xid8 AS over,
    pg_snapshot_xmax(pg_current_snapshot())::text AS youngest`;

/** Resolves once every transaction that is under way in the cluster has ended. */
export async function settled(cluster: Cluster): Promise<void> {
  let youngest: string | undefined;
  for (;;) {
    const [row] = await cluster.execute<{ over: boolean; youngest: string }>(ends, [youngest]);
    if (row?.over) return;
    youngest ??= row?.youngest;
    // Others test beside this one: who asks without end keeps them from ending.
    await pause(2);
  }
}
