import type { User } from "@org/user-core";
import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { insertOne, readLog, removeOne, rename, tryReplace } from "./samples.ts";

/** Changes, each whole or not at all. */
export function replaceContract(factory: StoreFactory): void {
  const context = useStore(factory);
  let user: User;

  async function expectUntouched(act: () => Promise<void>): Promise<void> {
    const before = [await context.store.get([user.id]), await context.store.head()];
    await act();
    expect([await context.store.get([user.id]), await context.store.head()]).toEqual(before);
  }

  it("applies a change whole, with its updates", async () => {
    user = await insertOne(context.store, { email: "old@example.com", name: "Old" });
    const head = await context.store.head();
    const changed = { email: "new@example.com", name: "New", isActive: false };
    const next = { ...user, ...changed, updatedAt: user.updatedAt + 5n, revision: 4n };
    expect(await tryReplace(context.store, user, next)).toBe("applied");
    expect(await context.store.get([user.id])).toEqual([next]);
    const events = await readLog(context.store, head);
    expect(
      events.map(
        (event) => event.kind === "updated" && [event.update.field, event.update.revision],
      ),
    ).toEqual([
      ["email", 2n],
      ["name", 3n],
      ["isActive", 4n],
    ]);
  });

  it("changes nothing if the revision no longer holds", async () => {
    user = await insertOne(context.store, { email: "ada@example.com" });
    await rename(context.store, user, "Grace");
    await expectUntouched(async () => {
      const late = { ...user, email: "late@example.com", revision: 2n };
      expect(await tryReplace(context.store, user, late)).toBe("revision_mismatch");
      const early = { ...user, name: "Early", revision: 9n };
      expect(await tryReplace(context.store, { ...user, revision: 8n }, early)).toBe(
        "revision_mismatch",
      );
    });
    expect(await context.store.getByEmail("late@example.com")).toBeUndefined();
  });

  it("changes nothing if the email is taken", async () => {
    await insertOne(context.store, { email: "taken@example.com" });
    user = await insertOne(context.store, { email: "ada@example.com" });
    await expectUntouched(async () => {
      const next = { ...user, email: "taken@example.com", revision: 2n };
      expect(await tryReplace(context.store, user, next)).toBe("email_taken");
    });
    expect(await context.store.getByEmail("ada@example.com")).toEqual(user);
  });

  it("changes the spelling of a user's own email", async () => {
    user = await insertOne(context.store, { email: "ada@example.com" });
    const next = { ...user, email: "Ada@example.com", revision: 2n };
    expect(await tryReplace(context.store, user, next)).toBe("applied");
    expect(await context.store.getByEmail("ada@example.com")).toEqual(next);
  });

  it("changes no user who is not there", async () => {
    user = await insertOne(context.store, { email: "ada@example.com" });
    await removeOne(context.store, user);
    await expectUntouched(async () => {
      const next = { ...user, name: "Back", revision: 2n };
      expect(await tryReplace(context.store, user, next)).toBe("revision_mismatch");
    });
  });

  it("applies exactly one of concurrent changes of a revision", async () => {
    user = await insertOne(context.store, { email: "ada@example.com" });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        tryReplace(context.store, user, { ...user, name: `Name ${i}`, revision: 2n }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "applied")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "revision_mismatch")).toHaveLength(9);
    const updates = await context.store.userUpdates(user.id, 1n, 10);
    expect(updates.kind === "updates" && updates.updates).toHaveLength(1);
  });
}
