import type { Cluster } from "./cluster.fixture.ts";
import { newSecret } from "./migrations/index.ts";
import { settled } from "./settled.fixture.ts";

/** Schemas that were used and emptied, by cluster. */
const emptied = new WeakMap<Cluster, string[]>();

/**
 * A schema for a store that is then migrated: one with empty tables if there is
 * one, for to make them is more work than most tests.
 */
export function takeSchema(cluster: Cluster): string {
  return emptied.get(cluster)?.pop() ?? cluster.freshSchema();
}

/** Empties a schema, once nobody writes to it any more, for {@link takeSchema} to give again. */
export async function giveBackSchema(cluster: Cluster, schema: string): Promise<void> {
  await settled(cluster);
  const s = `"${schema}"`;
  await cluster.execute(`
    DELETE FROM ${s}.users;
    DELETE FROM ${s}.events;
    DELETE FROM ${s}.requests;
    UPDATE ${s}.counts SET users = 0 WHERE users <> 0;
    UPDATE ${s}.meta SET secret = ${newSecret}, pruned_xid = '0', pruned_seq = 0;
    ALTER SEQUENCE ${s}.user_ids RESTART;
    ALTER SEQUENCE ${s}.writes RESTART;`);
  const schemas = emptied.get(cluster) ?? [];
  emptied.set(cluster, [...schemas, schema]);
}
