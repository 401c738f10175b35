import { expect, it, type TestContext } from "vitest";
import { collect, failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** WatchUserUpdates, as in the wire contract. */
export function watchUserUpdatesContract(factory: ServiceFactory): void {
  const context = useService(factory);
  // Else nobody can know when a watch of nothing but the future has begun.
  const needEarlyHeaders = (test: TestContext) =>
    test.skip(context.lacks.includes("early headers"), "headers wait for the first message");
  const create = () => context.users.createUser({ email: context.freshEmail(), name: "Ada" });

  it("sends its headers before there is any update", async (test) => {
    needEarlyHeaders(test);
    const { id } = await create();
    const updates = watchFrom(id);
    // Nothing has changed, so only the headers can settle this.
    expect(await updates.watching).toBe("watching");
    await context.users.deleteUser({ userId: id });
    expect(await updates.all).toHaveLength(1);
  });

  it("shows each update from now on in order, then deletion, then ends", async (test) => {
    needEarlyHeaders(test);
    const { id } = await create();
    await context.users.updateUser({ user: { id, name: "Before" } });
    const updates = watchFrom(id);
    await updates.watching;
    await context.users.updateUser({ user: { id, name: "After" } });
    await context.users.updateUser({
      user: { id, isActive: false },
      updateMask: { paths: ["is_active"] },
    });
    await context.users.deleteUser({ userId: id });
    const seen = await updates.all;
    expect(
      seen.map(({ field, oldValue, newValue, revision }) => [field, oldValue, newValue, revision]),
    ).toEqual([
      ["name", "Before", "After", 3n],
      ["is_active", "true", "false", 4n],
      ["deleted", "false", "true", 5n],
    ]);
    expect(seen.every(({ userId }) => userId === id)).toBe(true);
  });

  it("shows every update after a revision, also of a user deleted since", async () => {
    const { id } = await create();
    for (const name of ["One", "Two", "Three"])
      await context.users.updateUser({ user: { id, name } });
    await context.users.deleteUser({ userId: id });
    const revisions = async (afterRevision: bigint) =>
      (await collect(context.users.watchUserUpdates({ userId: id, afterRevision }))).map(
        ({ revision }) => revision,
      );
    expect(await revisions(0n)).toEqual([2n, 3n, 4n, 5n]);
    expect(await revisions(3n)).toEqual([4n, 5n]);
    expect(await revisions(5n)).toEqual([]);
  });

  it("leads through a log of more than one page without gaps, then on to live updates", async () => {
    const { id } = await create();
    for (let i = 0; i < 250; i += 1)
      await context.users.updateUser({ user: { id, name: `N${i}` } });
    const updates = watchFrom(id, 1n);
    await updates.watching;
    await context.users.deleteUser({ userId: id });
    const revisions = (await updates.all).map(({ revision }) => revision);
    expect(revisions).toEqual(Array.from({ length: 251 }, (_, i) => BigInt(i + 2)));
  });

  it("answers an unknown user with NOT_FOUND, a bad id or revision with INVALID_ARGUMENT", async () => {
    const { users } = context;
    expect(await failureOf(users.watchUserUpdates({ userId: 1_000_007 }))).toMatchObject({
      code: "NOT_FOUND",
      message: "User 1000007 not found",
    });
    expect(
      await failureOf(users.watchUserUpdates({ userId: 1_000_007, afterRevision: 0n })),
    ).toMatchObject({ code: "NOT_FOUND" });
    expect(await failureOf(users.watchUserUpdates({ userId: 0 }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "user_id" }],
    });
    expect(
      await failureOf(users.watchUserUpdates({ userId: 1, afterRevision: -1n })),
    ).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "after_revision" }],
    });
  });

  it("answers a revision ahead of the user with FAILED_PRECONDITION", async () => {
    const { id } = await create();
    expect(
      await failureOf(context.users.watchUserUpdates({ userId: id, afterRevision: 2n })),
    ).toMatchObject({
      code: "FAILED_PRECONDITION",
      reason: "RESUME_POINT_AHEAD",
      metadata: { current_revision: "1" },
    });
  });

  it("answers a revision older than the kept log with OUT_OF_RANGE", async (test) => {
    needEarlyHeaders(test);
    const { pruning } = factory.storeLacks ?? {};
    test.skip(pruning !== undefined, `without pruning: ${pruning}`);
    const { id } = await create();
    await context.users.updateUser({ user: { id, name: "Grace" } });
    const future = BigInt(Math.floor(Date.now() / 1000)) + 10n;
    await context.store.prune({ eventsBefore: future, requestIdsBefore: 0n });
    expect(
      await failureOf(context.users.watchUserUpdates({ userId: id, afterRevision: 1n })),
    ).toMatchObject({
      code: "OUT_OF_RANGE",
      reason: "RESUME_POINT_EXPIRED",
    });
    const onwards = watchFrom(id, 2n);
    await onwards.watching;
    await context.users.deleteUser({ userId: id });
    expect((await onwards.all).map(({ revision }) => revision)).toEqual([3n]);
  });

  function watchFrom(userId: number, afterRevision?: bigint) {
    const { promise: watching, resolve } = Promise.withResolvers<"watching">();
    const request = afterRevision === undefined ? { userId } : { userId, afterRevision };
    const all = collect(
      context.users.watchUserUpdates(request, { onHeaders: () => resolve("watching") }),
    );
    return { watching: Promise.race([watching, all]), all };
  }
}
