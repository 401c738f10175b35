import { expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { type StoreFactory, useStore } from "./context.ts";
import { newUsers } from "./samples.ts";

/** The end. */
export function closeContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("finishes what was begun", async () => {
    const writes = newUsers(50).map((entry) => context.store.insert([entry]));
    await context.store.close();
    const outcomes = await Promise.all(writes);
    expect(outcomes.flat().every(({ kind }) => kind === "created")).toBe(true);
  });

  it("loses nothing acknowledged", async (test) => {
    const another = await context.openAnother(test);
    const outcomes = Promise.all(newUsers(50).map((entry) => context.store.insert([entry])));
    await context.store.close();
    expect(await another.count()).toBe((await outcomes).length);
  });

  it("answers everything with UNAVAILABLE from then on", async () => {
    const { store } = context;
    await store.close();
    const [entry] = newUsers(1);
    const calls = {
      get: () => store.get([1]),
      getByEmail: () => store.getByEmail("ada@example.com"),
      list: () => store.list({ afterId: 0, limit: 1 }),
      count: () => store.count(),
      insert: () => store.insert(entry ? [entry] : []),
      findRequest: () => store.findRequest("00000000-0000-4000-8000-000000000001"),
      userUpdates: () => store.userUpdates(1, 1n, 1),
      events: () => store.events("0", 1),
      head: () => store.head(),
      prune: () => store.prune({ eventsBefore: 1n, requestIdsBefore: 1n }),
      check: () => store.check(),
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(await failureOf(call()), name).toMatchObject({
        code: "UNAVAILABLE",
        reason: "STORE_UNAVAILABLE",
        retryAfterMs: expect.any(Number),
      });
    }
  });

  it("closes a second time without failing", async () => {
    await context.store.close();
    await context.store.close();
  });

  it("calls back no listener any more", async (test) => {
    context.require(test, "hints");
    const another = await context.openAnother(test);
    let hints = 0;
    context.store.onHint(() => {
      hints += 1;
    });
    await context.store.close();
    const seen = Promise.withResolvers<void>();
    another.onHint(seen.resolve);
    await another.insert(newUsers(1));
    await seen.promise;
    expect(hints).toBe(0);
  });
}
