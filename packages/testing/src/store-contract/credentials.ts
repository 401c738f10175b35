import { create } from "@bufbuild/protobuf";
import { type UserUpdate, UserUpdateSchema } from "@org/user-core";
import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { insertOne, readLog, removeOne, rename, sampleTime } from "./samples.ts";

const [first, second, third] = ["$a$first", "$a$second", "$b$third"] as const;

/** The update of a user whose password was set, kept or taken: it tells nothing of it. */
function passwordChange(userId: number, revision: bigint): UserUpdate {
  const field = "password";
  return create(UserUpdateSchema, { userId, revision, field, timestamp: sampleTime });
}

/** Hashes of passwords. */
export function credentialsContract(factory: StoreFactory): void {
  const context = useStore(factory);
  const hashOf = async (email: string) => (await context.store.credentials(email))?.passwordHash;

  it("gives the user with an email, and its hash if it has one", async () => {
    const email = "ada@example.com";
    const ada = await insertOne(context.store, { email, passwordHash: first });
    const bob = await insertOne(context.store, { email: "bob@example.com" });
    const found = await context.store.credentials(email);
    expect(found?.user).toEqual(ada);
    expect(found?.passwordHash).toBe(first);
    expect(await context.store.credentials("bob@example.com")).toMatchObject({ user: bob });
    expect(await hashOf("bob@example.com")).toBeUndefined();
    expect(await context.store.credentials("nobody@example.com")).toBeUndefined();
  });

  it("gives the hash after a replace that sets, keeps or takes it", async () => {
    const email = "ada@example.com";
    const ada = await insertOne(context.store, { email });
    const step = (revision: bigint, passwordHash?: string | null) =>
      context.store.replace({
        next: { ...ada, name: `Name ${revision}`, revision },
        emailKey: email,
        expectedRevision: revision - 1n,
        updates: [passwordChange(ada.id, revision)],
        ...(passwordHash !== undefined && { passwordHash }),
      });
    expect(await step(2n, second)).toBe("applied");
    expect(await hashOf(email)).toBe(second);
    expect(await step(3n)).toBe("applied");
    expect(await hashOf(email)).toBe(second);
    expect(await step(4n, null)).toBe("applied");
    expect(await hashOf(email)).toBeUndefined();
  });

  it("puts another hash in place of one, without an event or a revision", async () => {
    const email = "ada@example.com";
    const ada = await insertOne(context.store, { email, passwordHash: first });
    const start = await context.store.head();
    expect(await context.store.replaceHash(ada.id, first, third)).toBe(true);
    expect(await hashOf(email)).toBe(third);
    expect(await context.store.get([ada.id])).toEqual([ada]);
    await rename(context.store, ada, "Grace");
    expect(await readLog(context.store, start)).toHaveLength(1);
    expect(await hashOf(email)).toBe(third);
  });

  it("leaves a hash alone that is not the one to be replaced any more", async () => {
    const email = "ada@example.com";
    const ada = await insertOne(context.store, { email, passwordHash: second });
    const bob = await insertOne(context.store, { email: "bob@example.com" });
    expect(await context.store.replaceHash(ada.id, first, third)).toBe(false);
    expect(await context.store.replaceHash(bob.id, first, third)).toBe(false);
    expect(await hashOf(email)).toBe(second);
    await removeOne(context.store, ada);
    expect(await context.store.replaceHash(ada.id, second, third)).toBe(false);
    expect(await context.store.credentials(email)).toBeUndefined();
  });
}
