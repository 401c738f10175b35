import { chownSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cluster as Started, startCluster } from "@org/postgres-cluster";
import { makeCertificates } from "@org/test-certificates";
import { Pool } from "pg";
import { expect, it, onTestFinished, vi } from "vitest";
import { gone } from "./held-reads.fixture.ts";
import { testStore } from "./open-store.fixture.ts";

const certificates = makeCertificates();
if (certificates === undefined) console.log("Skipped: cancelling over TLS needs openssl");

/** A cluster that takes connections over TLS alone, and a pool on it. */
async function startOverTls({ cert, key }: { readonly cert: Buffer; readonly key: Buffer }) {
  const cluster = await startCluster({ settings: ["autovacuum=off", "fsync=off"] });
  onTestFinished(() => cluster.remove());
  for (const [name, bytes] of Object.entries({ "server.crt": cert, "server.key": key })) {
    giveFile(cluster, name, bytes);
  }
  giveFile(cluster, "pg_hba.conf", "hostssl all all 127.0.0.1/32 password\n");
  const plain = new Pool({ connectionString: cluster.url(), max: 1 });
  await plain.query("ALTER SYSTEM SET ssl = on");
  await plain.query("SELECT pg_reload_conf()");
  await plain.end();
  return cluster;
}

/** Puts a file where the server, which may be another user, reads it and nobody else. */
function giveFile({ folder }: Started, name: string, content: Buffer | string): void {
  const path = join(folder, name);
  const { uid, gid } = statSync(join(folder, "PG_VERSION"));
  writeFileSync(path, content, { mode: 0o600 });
  chownSync(path, uid, gid);
}

it.skipIf(certificates === undefined)(
  "cancels a read whose caller goes over TLS too, where nothing else is let in",
  async () => {
    if (certificates === undefined) return;
    const cluster = await startOverTls(certificates.server);
    const connectionString = cluster.url();
    const ssl = { ca: certificates.server.ca };
    const pool = new Pool({ connectionString, ssl, max: 1, application_name: "reader" });
    const other = new Pool({ connectionString, ssl, max: 2 });
    for (const each of [pool, other]) {
      each.on("error", () => {});
      onTestFinished(() => each.end());
    }
    // The settings are read when the server comes to it.
    await vi.waitFor(() => other.query("SELECT"), { timeout: 10_000 });
    await expect(new Pool({ connectionString }).query("SELECT")).rejects.toThrow("no encryption");

    const store = testStore({ pool }, { schema: "tls" });
    await store.migrate();
    const lock = await other.connect();
    onTestFinished(() => lock.release());
    await lock.query("BEGIN; LOCK TABLE tls.users IN ACCESS EXCLUSIVE MODE");
    const stateOfReader = async () => {
      const sql =
        "SELECT state, wait_event_type FROM pg_stat_activity WHERE application_name = 'reader'";
      return (await other.query(sql)).rows[0];
    };
    const controller = new AbortController();
    const outcome = expect(store.get([1], controller)).rejects.toBe(gone);
    await vi.waitFor(async () =>
      expect(await stateOfReader()).toMatchObject({ wait_event_type: "Lock" }),
    );
    controller.abort(gone);
    await outcome;
    await vi.waitFor(async () => expect(await stateOfReader()).toMatchObject({ state: "idle" }));
    await lock.query("ROLLBACK");
    expect(await store.get([1])).toEqual([undefined]);
    expect(pool.totalCount).toBe(1);
  },
);
