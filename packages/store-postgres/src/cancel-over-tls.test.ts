import { once } from "node:events";
import { chownSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
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

/**
 * What a client says first when it wants TLS.
 *
 * Source: https://www.postgresql.org/docs/current/protocol-message-formats.html, SSLRequest
 */
const sslRequest = "0000000804d2162f";

/** A way to a cluster that notes how each connection begins, in hexadecimal. */
async function openNotingWay({ port }: Started) {
  const beginnings: string[] = [];
  const server = createServer((near) => {
    near.once("data", (bytes) => beginnings.push(bytes.subarray(0, 8).toString("hex")));
    const far = connect(port, "127.0.0.1");
    for (const each of [near, far]) each.on("error", () => {});
    near.pipe(far).pipe(near);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, beginnings };
}

it.skipIf(certificates === undefined)(
  "cancels a read whose caller goes over TLS too, where nothing else is let in",
  async () => {
    if (certificates === undefined) return;
    const cluster = await startOverTls(certificates.server);
    const way = await openNotingWay(cluster);
    const connectionString = cluster.url({ port: way.port });
    const ssl = { ca: certificates.server.ca };
    const pool = new Pool({ connectionString, ssl, max: 1, application_name: "reader" });
    const other = new Pool({ connectionString, ssl, max: 2 });
    for (const each of [pool, other]) {
      each.on("error", () => {});
      onTestFinished(() => each.end());
    }
    // The settings are read when the server comes to it.
    await vi.waitFor(() => other.query("SELECT"), { timeout: 10_000 });
    const plain = new Pool({ connectionString: cluster.url() });
    await expect(plain.query("SELECT")).rejects.toThrow("no encryption");

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
    // The pools' connections, and the one that asked: the server would take it without.
    expect(way.beginnings.length).toBeGreaterThanOrEqual(4);
    expect(new Set(way.beginnings)).toEqual(new Set([sslRequest]));
  },
);
