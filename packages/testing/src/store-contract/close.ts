import { expect, it } from "vitest";
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
