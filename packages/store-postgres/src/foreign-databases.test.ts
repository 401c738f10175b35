import type { UserStore } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStore, testStore } from "./open-store.fixture.ts";
import { usePool } from "./pool.fixture.ts";
import { failureOf, newUsers } from "./samples.fixture.ts";

const cluster = useCluster();
const source = usePool(cluster);

/** What migrate() fails with; the driver's words must stay in the cause. */
async function refusalOf(store: UserStore) {
  const error = await failureOf(store.migrate());
  expect(error.message).not.toMatch(/\n/);
  if (error.cause instanceof Error) expect(error.message).not.toContain(error.cause.message);
  const { code, reason, message } = error;
  return [code, reason, message];
}

async function tablesOf(schema: string) {
  const sql = "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace($1)::oid";
  const rows = await cluster.execute<{ relname: string }>(sql, [`"${schema}"`]);
  return rows.map(({ relname }) => relname);
}

describe("refuses, having changed nothing,", () => {
  it.each([
    ["one with tables", "things", "id int"],
    ["one with a table meta", "meta", "id int"],
    ["one with a table much like its own", "meta", "application text, schema_version int"],
  ])("another application's schema: %s", async (_name, table, columns) => {
    const schema = cluster.freshSchema();
    await cluster.execute(
      `CREATE SCHEMA "${schema}"; CREATE TABLE "${schema}".${table} (${columns})`,
    );
    const like = columns.includes("application");
    if (like) {
      await cluster.execute(`CREATE TABLE "${schema}".events (xid xid8)`);
      await cluster.execute(`ALTER TABLE "${schema}".meta ADD pruned_xid xid8`);
      await cluster.execute(`INSERT INTO "${schema}".meta VALUES ('other', 1)`);
    }
    const before = await tablesOf(schema);
    expect(await refusalOf(testStore(source, { schema }))).toEqual([
      "FAILED_PRECONDITION",
      "STORE_FOREIGN",
      `Schema "${schema}" is another application's`,
    ]);
    expect(await tablesOf(schema)).toEqual(before);
  });

  it("a schema of a newer version", async () => {
    const schema = cluster.freshSchema();
    const store = await openStore(cluster, { schema });
    await cluster.execute(`UPDATE "${schema}".meta SET schema_version = 99`);
    expect(await refusalOf(store)).toEqual([
      "FAILED_PRECONDITION",
      "STORE_FOREIGN",
      `Schema "${schema}" is of a newer version of this package`,
    ]);
  });

  it("a user without the right to make a schema", async () => {
    await cluster.execute("CREATE ROLE guest LOGIN PASSWORD 'password'");
    const schema = cluster.freshSchema();
    const url = cluster.url({ user: "guest" });
    expect(await refusalOf(testStore({ url }, { schema }))).toEqual([
      "UNAVAILABLE",
      "STORE_UNAVAILABLE",
      "The store's user lacks rights in the database",
    ]);
    // Enough: an empty schema of its own.
    await cluster.execute(`CREATE SCHEMA "${schema}" AUTHORIZATION guest`);
    const store = testStore({ url }, { schema });
    await store.migrate();
    expect(await store.insert(newUsers(1))).toMatchObject([{ kind: "created" }]);
  });

  it.each([
    ["no such database", { database: "nowhere" }, "The database does not exist"],
    [
      "a wrong password",
      { password: "wrong" },
      "The database refuses the store's user or password",
    ],
    ["no such user", { user: "nobody" }, "The database refuses the store's user or password"],
  ])("%s", async (_name, options, message) => {
    const store = testStore({ url: cluster.url(options) });
    expect(await refusalOf(store)).toEqual(["UNAVAILABLE", "STORE_UNAVAILABLE", message]);
  });

  it.each([
    ["nobody listening", "postgres://a:b@127.0.0.1:1/x"],
    ["no such host", "postgres://a:b@nowhere.invalid/x"],
    ["no such socket", "postgres://a:b@/x?host=/nowhere"],
  ])("%s", async (_name, url) => {
    const message = "The database can't be reached";
    expect(await refusalOf(testStore({ url }))).toEqual([
      "UNAVAILABLE",
      "STORE_UNAVAILABLE",
      message,
    ]);
  });

  it("a database that is read-only", async () => {
    await cluster.execute("CREATE DATABASE frozen");
    await cluster.execute("ALTER DATABASE frozen SET default_transaction_read_only = on");
    const store = testStore({ url: cluster.url({ database: "frozen" }) });
    expect(await refusalOf(store)).toEqual([
      "UNAVAILABLE",
      "STORE_UNAVAILABLE",
      "The database is read-only",
    ]);
  });

  it("a database that has become read-only since, at migrate, check and writes", async () => {
    await cluster.execute("CREATE DATABASE freezing");
    const url = cluster.url({ database: "freezing" });
    const store = testStore({ url });
    await store.migrate();
    await store.insert(newUsers(1));
    await cluster.execute("ALTER DATABASE freezing SET default_transaction_read_only = on");
    const frozen = testStore({ url });
    const uses = [
      () => frozen.migrate(),
      () => frozen.check(),
      () => frozen.insert(newUsers(1, "late")),
    ];
    for (const use of uses) {
      expect(await failureOf(use())).toMatchObject({
        code: "UNAVAILABLE",
        message: "The database is read-only",
      });
    }
    expect(await frozen.count()).toBe(1);
  });

  it("a database that is not in UTF8", async () => {
    await cluster.execute("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0");
    const [code, , message] = await refusalOf(
      testStore({ url: cluster.url({ database: "ascii" }) }),
    );
    expect([code, message]).toEqual([
      "FAILED_PRECONDITION",
      "The store needs a database in UTF8, and this one is in SQL_ASCII",
    ]);
  });

  it("a PostgreSQL older than 14", async () => {
    const schema = cluster.freshSchema();
    const store = testStore(
      {
        async query(text, values) {
          const { rows } = await source.pool.query(text, values);
          return { rows: rows.map((row) => ({ ...row, server: 13 })) };
        },
      },
      { schema },
    );
    const [code, , message] = await refusalOf(store);
    expect([code, message]).toEqual([
      "FAILED_PRECONDITION",
      "The store needs PostgreSQL 14 or newer, and this is 13",
    ]);
    expect(await tablesOf(schema)).toEqual([]);
  });
});

it.each([{ schema: "" }, { schema: "x".repeat(64) }, { schema: "a\0b" }, { notify: true }])(
  "refuses options that can't be meant: %o",
  (options) => {
    expect(() => testStore(source, options)).toThrow(TypeError);
  },
);

it("refuses hints by NOTIFY over a query function", () => {
  const query = async () => ({ rows: [] });
  const lonely = { session: true, notify: true, maxConnections: 1 };
  expect(() => testStore({ url: "postgres://127.0.0.1/" }, lonely)).toThrow("at least 2");
  expect(() => testStore({ query }, { session: true, notify: true })).toThrow(TypeError);
});
