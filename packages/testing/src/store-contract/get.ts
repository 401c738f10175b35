import { create } from "@bufbuild/protobuf";
import { UserSchema } from "@org/user-core";
import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { createdUser, insertAll, insertOne, newUser, newUsers } from "./samples.ts";

/** Users by id and by email. */
export function getContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("gives the users in the order of the ids", async () => {
    const users = await insertAll(context.store, newUsers(5));
    const [a, b, c, d, e] = users.map(({ id }) => id);
    expect(await context.store.get([e, b, a, d, c].map(Number))).toEqual(
      [4, 1, 0, 3, 2].map((i) => users[i]),
    );
  });

  it("gives undefined for the missing", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    expect(await context.store.get([user.id + 1, user.id, 0, -1])).toEqual([
      undefined,
      user,
      undefined,
      undefined,
    ]);
    expect(await context.store.get([user.id + 1])).toEqual([undefined]);
  });

  it("gives a user as often as its id is asked for", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    expect(await context.store.get([user.id, user.id])).toEqual([user, user]);
  });

  it("gives nothing for no ids", async () => {
    expect(await context.store.get([])).toEqual([]);
  });

  it("gives thousands of users at once", async () => {
    const users = await insertAll(context.store, newUsers(2_500));
    expect(await context.store.get(users.map(({ id }) => id))).toEqual(users);
  });

  it("gives every field as it was stored", async () => {
    const user = create(UserSchema, {
      email: "Ada+Любовь@Bücher.example",
      name: "O'Brien \"=;--\\ 😀 e\u0301",
      isActive: false,
      createdAt: -62_135_596_800n,
      updatedAt: 9_223_372_036_854_775_807n,
      revision: 1n,
    });
    const entry = { ...newUser({ email: "ada@example.com" }), user };
    const { id } = createdUser((await context.store.insert([entry]))[0]);
    expect(await context.store.get([id])).toEqual([{ ...user, id }]);
    expect(await context.store.list({ afterId: 0, limit: 1 })).toEqual([{ ...user, id }]);
  });

  it("gives the user with this canonical email, which is not the email as given", async () => {
    const user = await insertOne(context.store, { email: "Ada@Example.com" });
    expect(await context.store.getByEmail("ada@example.com")).toEqual(user);
    expect(await context.store.getByEmail("Ada@Example.com")).toBeUndefined();
    expect(await context.store.getByEmail("")).toBeUndefined();
  });
}
