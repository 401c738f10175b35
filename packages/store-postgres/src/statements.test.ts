import type { UserStore } from "@org/user-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { usePool } from "./pool.fixture.ts";
import { deletionOf, newUser, newUsers, renaming } from "./samples.fixture.ts";
import { createPostgresStore } from "./user-store.ts";

const cluster = useCluster();
const source = usePool(cluster);
const texts: string[] = [];
let store: UserStore;

beforeAll(async () => {
  store = createPostgresStore({
    query(text, values) {
      texts.push(text);
      return source.pool.query(text, values);
    },
  });
  await store.migrate();
});
afterAll(() => store.close());

const user = { ...newUser("ada@example.com").user, id: 1 };
const requestId = "00000000-0000-4000-8000-000000000001";

const operations: Record<string, () => Promise<unknown>> = {
  "get of one": () => store.get([1]),
  "get of many": () => store.get([1, 2, 3]),
  getByEmail: () => store.getByEmail("ada@example.com"),
  credentials: () => store.credentials("ada@example.com"),
  "list after an id": () => store.list({ afterId: 0, limit: 10 }),
  "list at an offset": () => store.list({ offset: 0, limit: 10 }),
  count: () => store.count(),
  "insert of one": () => store.insert([newUser("bob@example.com")]),
  "insert of a batch with repetitions": () =>
    store.insert([
      ...newUsers(1_000, "batch"),
      ...newUsers(10, "batch"),
      newUser("a@b.c", { requestId }),
    ]),
  "insert of a known request": () => store.insert([newUser("other@example.com", { requestId })]),
  findRequest: () => store.findRequest(requestId),
  "replace that is refused": () =>
    store.replace({ ...renaming(user, "Eve"), expectedRevision: 9n }),
  replace: () => store.replace(renaming(user, "Eve")),
  replaceHash: () => store.replaceHash(1, "$a$b", "$c$d"),
  "remove that is refused": () => store.remove(1, 9n, deletionOf(user)),
  remove: () => store.remove(2, 1n, deletionOf({ ...user, id: 2 })),
  userUpdates: () => store.userUpdates(1, 0n, 10),
  events: () => store.events("0:0", 1),
  head: () => store.head(),
  snapshot: () => store.snapshot(0, 10),
  secret: () => store.secret(),
  check: () => store.check(),
};

it.each(Object.entries(operations))("makes one statement of %s", async (_name, operate) => {
  texts.length = 0;
  await operate();
  expect(texts).toHaveLength(1);
  expect(texts[0]).not.toContain(";");
});

it("makes no statement of nothing", async () => {
  texts.length = 0;
  expect(await store.get([])).toEqual([]);
  expect(await store.insert([])).toEqual([]);
  expect(texts).toEqual([]);
});

it("reads what drivers give int8 and booleans as", async () => {
  const schema = "user_directory";
  const given = { number: Number, bigint: BigInt, text: String };
  for (const read of Object.values(given)) {
    const asGiven = createPostgresStore(
      {
        async query(text, values) {
          const { rows } = await source.pool.query(text, values);
          return { rows: rows.map((row) => mapRow(row, read)) };
        },
      },
      { schema },
    );
    for (const [what, want] of [
      [asGiven.list({ afterId: 0, limit: 3 }), store.list({ afterId: 0, limit: 3 })],
      [asGiven.events("0:0", 3), store.events("0:0", 3)],
      [asGiven.snapshot(0, 3), store.snapshot(0, 3)],
      [asGiven.count(), store.count()],
    ]) {
      expect(await what).toEqual(await want);
    }
    await asGiven.close();
  }
});

const integers = new Set([
  "id",
  "user_id",
  "created_at",
  "updated_at",
  "revision",
  "at",
  "seq",
  "users",
]);

function mapRow(row: Record<string, unknown>, read: (value: string) => unknown) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value === "boolean") return [name, value ? "t" : "f"];
      return [name, integers.has(name) && value !== null ? read(String(value)) : value];
    }),
  );
}
