import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { createdUser, insertOne, newUser, readLog, removeOne, rename } from "./samples.ts";

const requestId = "018f4e1c-9a52-4d0e-8f7b-3c1d2e4f5a6b";
const passwordHash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

/** Requests that can be recognised. */
export function requestIdsContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("gives what the first call with a request id stored, and creates nothing", async () => {
    const entry = newUser({ email: "ada@example.com", name: "Ada", passwordHash, requestId });
    const user = createdUser((await context.store.insert([entry]))[0]);
    const request = { userId: user.id, email: user.email, name: user.name, passwordHash };
    const head = await context.store.head();
    const other = newUser({ email: "other@example.com", name: "Other", requestId });
    expect(await context.store.insert([entry, other])).toMatchObject([
      { kind: "replayed", request },
      { kind: "replayed", request },
    ]);
    expect(await context.store.findRequest(requestId)).toMatchObject(request);
    expect(await context.store.count()).toBe(1);
    expect(await readLog(context.store, head)).toEqual([]);
  });

  it("knows no request that was never made", async () => {
    await insertOne(context.store, { email: "ada@example.com" });
    expect(await context.store.findRequest(requestId)).toBeUndefined();
  });

  it("remembers a user without a password as such", async () => {
    await insertOne(context.store, { email: "ada@example.com", requestId });
    expect((await context.store.findRequest(requestId))?.passwordHash).toBeUndefined();
  });

  it("recognises a request within a batch", async () => {
    const entry = newUser({ email: "ada@example.com", requestId });
    const [first, second] = await context.store.insert([entry, entry]);
    const { id } = createdUser(first);
    expect(second).toMatchObject({ kind: "replayed", request: { userId: id } });
  });

  it("creates one user for concurrent calls with one request id", async () => {
    const entry = newUser({ email: "ada@example.com", requestId });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => context.store.insert([entry])),
    );
    const kinds = outcomes.flat().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "created")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "replayed")).toHaveLength(9);
  });

  it("remembers nothing of an entry that created nothing", async () => {
    await insertOne(context.store, { email: "taken@example.com" });
    const refused = await context.store.insert([
      newUser({ email: "taken@example.com", requestId }),
    ]);
    expect(refused).toEqual([{ kind: "email_taken" }]);
    expect(await context.store.findRequest(requestId)).toBeUndefined();
    await insertOne(context.store, { email: "free@example.com", requestId });
  });

  it("remembers what was stored first, though the user was changed and deleted", async () => {
    const user = await insertOne(context.store, {
      email: "ada@example.com",
      name: "Ada",
      requestId,
    });
    await removeOne(context.store, await rename(context.store, user, "Grace"));
    expect(await context.store.findRequest(requestId)).toMatchObject({
      userId: user.id,
      name: "Ada",
    });
    expect(
      await context.store.insert([newUser({ email: "ada@example.com", requestId })]),
    ).toMatchObject([{ kind: "replayed", request: { userId: user.id } }]);
  });

  it("recognises a request that another store on the same data served", async (test) => {
    const user = await insertOne(context.store, { email: "ada@example.com", requestId });
    const another = await context.openAnother(test);
    expect(await another.findRequest(requestId)).toMatchObject({ userId: user.id });
  });
}
