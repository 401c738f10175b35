import fc from "fast-check";
import { expect, it } from "vitest";
import { type StoreFactory, useStore, withStore } from "./context.ts";
import { insertAll, newUsers, removeOne } from "./samples.ts";

/** Pages by id. */
export function listContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("lists no users of an empty store", async () => {
    expect(await context.store.list({ afterId: 0, limit: 10 })).toEqual([]);
    expect(await context.store.list({ offset: 0, limit: 10 })).toEqual([]);
  });

  it("lists by id, ascending, after an id", async () => {
    const users = await insertAll(context.store, newUsers(5));
    const afterId = Number(users[1]?.id);
    expect(await context.store.list({ afterId: 0, limit: 10 })).toEqual(users);
    expect(await context.store.list({ afterId, limit: 2 })).toEqual(users.slice(2, 4));
    expect(await context.store.list({ afterId: 2 ** 31 - 1, limit: 2 })).toEqual([]);
  });

  it("lists by id, ascending, from an offset", async () => {
    const users = await insertAll(context.store, newUsers(5));
    expect(await context.store.list({ offset: 0, limit: 2 })).toEqual(users.slice(0, 2));
    expect(await context.store.list({ offset: 3, limit: 10 })).toEqual(users.slice(3));
    expect(await context.store.list({ offset: 5, limit: 10 })).toEqual([]);
    expect(await context.store.list({ offset: 2e11, limit: 10 })).toEqual([]);
  });

  it("lists after the id of a user who was deleted", async () => {
    const [first, second, third] = await insertAll(context.store, newUsers(3));
    if (second) await removeOne(context.store, second);
    const afterId = Number(second?.id);
    expect(await context.store.list({ afterId, limit: 10 })).toEqual([third]);
    expect(await context.store.list({ offset: 0, limit: 10 })).toEqual([first, third]);
  });

  it("fills a page from behind users who were deleted", async () => {
    const users = await insertAll(context.store, newUsers(4));
    for (const user of users.slice(0, 2)) await removeOne(context.store, user);
    const rest = users.slice(2);
    expect(await context.store.list({ afterId: 0, limit: 2 })).toEqual(rest);
    expect(await context.store.list({ offset: 0, limit: 2 })).toEqual(rest);
    expect(await context.store.list({ offset: 1, limit: 2 })).toEqual(rest.slice(1));
  });

  it("sees every user that existed throughout once, whatever is created or deleted between the pages", async () => {
    const page = fc.record({
      limit: fc.integer({ min: 1, max: 7 }),
      created: fc.nat({ max: 3 }),
      deleted: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
    });
    const property = fc.asyncProperty(fc.array(page, { maxLength: 20 }), (pages) =>
      withStore(factory, async (store) => {
        const throughout = new Map(
          (await insertAll(store, newUsers(20))).map((user) => [user.id, user]),
        );
        const seen: number[] = [];
        for (const [i, { limit, created, deleted }] of pages.entries()) {
          const users = await store.list({ afterId: seen.at(-1) ?? 0, limit });
          seen.push(...users.map(({ id }) => id));
          await store.insert(newUsers(created, `later${i}-`));
          const victim = throughout.get(deleted ?? 0);
          if (victim === undefined) continue;
          throughout.delete(victim.id);
          await removeOne(store, victim);
        }
        const rest = await store.list({ afterId: seen.at(-1) ?? 0, limit: 1_000 });
        seen.push(...rest.map(({ id }) => id));
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));
        for (const id of throughout.keys()) expect(seen).toContain(id);
      }),
    );
    await fc.assert(property, { numRuns: 20 });
  });
}
