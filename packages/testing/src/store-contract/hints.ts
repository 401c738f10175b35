import { expect, it, vi } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { insertOne, readLog, removeOne, rename } from "./samples.ts";

/** Wake-ups for whoever follows the log. */
export function hintsContract(factory: StoreFactory): void {
  const context = useStore(factory, "hints");

  it("calls back after an insert, a replace and a remove", async () => {
    const listener = vi.fn();
    const hinted = async () => {
      await vi.waitFor(() => expect(listener).toHaveBeenCalled());
      listener.mockClear();
    };
    const stop = context.store.onHint(listener);
    const user = await insertOne(context.store, { email: "ada@example.com" });
    await hinted();
    const next = await rename(context.store, user, "Grace");
    await hinted();
    await removeOne(context.store, next);
    await hinted();
    stop();
  });

  it("shows at the hint what it was for", async () => {
    const start = await context.store.head();
    // Of one hint after another: some may come for nothing, but not the last.
    const readings: Promise<unknown>[] = [];
    const stop = context.store.onHint(() => readings.push(readLog(context.store, start)));
    await insertOne(context.store, { email: "ada@example.com" });
    await vi.waitFor(async () => expect(await readings.at(-1)).toHaveLength(1));
    stop();
    await Promise.all(readings);
  });

  it("calls back every listener, and none that has stopped", async () => {
    const [stopped, first, second] = [vi.fn(), vi.fn(), vi.fn()];
    const stops = [first, second].map((listener) => context.store.onHint(listener));
    const stop = context.store.onHint(stopped);
    stop();
    stop();
    await insertOne(context.store, { email: "ada@example.com" });
    await vi.waitFor(() => expect(first).toHaveBeenCalled());
    await vi.waitFor(() => expect(second).toHaveBeenCalled());
    expect(stopped).not.toHaveBeenCalled();
    for (const stopOne of stops) stopOne();
  });

  it("calls back after a commit of another store on the same data", async (test) => {
    const another = await context.openAnother(test);
    const hinted = Promise.withResolvers<void>();
    const stop = context.store.onHint(hinted.resolve);
    await insertOne(another, { email: "ada@example.com" });
    await hinted.promise;
    stop();
  });
}
