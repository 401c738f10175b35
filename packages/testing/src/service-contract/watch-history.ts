import { createUserService, type UserEvents, type UserStore } from "@org/user-core";
import { expect, it, type TestContext } from "vitest";
import { createFaultyStore } from "../create-faulty-store.ts";
import { collect, failureOf, streamOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";
import {
  expectSame,
  openUsersWatch,
  rarely,
  tokenFromNow,
  told,
  untilCreated,
} from "./users-watch.ts";

/**
 * What watches of others have got wrong, one test for each: the cases of
 * etcd's watch, whose words the promises are in.
 *
 * @see https://etcd.io/docs/v3.5/learning/api_guarantees/#watch-apis
 */
export function watchHistoryContract(factory: ServiceFactory): void {
  let nowMs = 1_790_000_000_000;
  const context = useService(factory, () => nowMs);
  const create = () => context.users.createUser({ email: context.freshEmail(), name: "Ada" });
  const needPruning = (test: TestContext) => {
    const { pruning } = factory.storeLacks ?? {};
    test.skip(pruning !== undefined, `without pruning: ${pruning}`);
  };

  it("loses and repeats no event on reconnect, with writes on both sides of the break", async () => {
    let resumeToken = await tokenFromNow(context);
    const expected: unknown[] = [];
    const seen: unknown[] = [];
    const { id } = await create();
    for (let i = 0; i < 10; i += 1) {
      const watch = openUsersWatch(context.users, { resumeToken });
      // The first is the creation.
      const message = await watch.next();
      seen.push(told(message));
      resumeToken = message.resumeToken;
      // Comes while the watch is open, and perhaps is under way when it is left.
      const names = [`A${i}`, `B${i}`];
      await context.users.updateUser({ user: { id, name: names[0] ?? "" } });
      watch.leave();
      await context.users.updateUser({ user: { id, name: names[1] ?? "" } });
      expected.push(...names);
    }
    const last = await create();
    const watch = openUsersWatch(context.users, { resumeToken });
    await untilCreated(watch, last.id, (message) => seen.push(told(message)));
    watch.leave();
    const newNames = seen.flatMap((each) =>
      Array.isArray(each) && each[0] === "updated" ? [each[4]] : [],
    );
    expect(newNames).toEqual(expected);
  });

  it("loses no event of a stream that starves while others are served", async () => {
    const resumeToken = await tokenFromNow(context);
    const starving = openUsersWatch(context.users, { resumeToken, heartbeatInterval: rarely });
    await starving.next();
    const { id } = await create();
    const busy = openUsersWatch(context.users, { resumeToken });
    for (let round = 0; round < 3; round += 1) {
      const entries = Array.from({ length: 700 }, () => ({
        email: context.freshEmail(),
        name: "N",
      }));
      await context.users.batchCreateUsers(streamOf(...entries));
      await context.users.updateUser({ user: { id, name: `Round ${round}` } });
    }
    const all = await busy.take(2_104);
    expectSame(await starving.take(2_104), all);
    const rounds = all.flatMap(({ event }) =>
      event.case === "updated" ? [event.value.newValue] : [],
    );
    expect(rounds).toEqual(["Round 0", "Round 1", "Round 2"]);
    for (const watch of [starving, busy]) watch.leave();
  });

  it("drops no event where pruning meets a deletion", async (test) => {
    needPruning(test);
    const { id } = await create();
    nowMs += 60_000;
    const { resumeToken, deletedAt } = await deleteAtNow(id);
    // Everything before the deletion, and not it.
    await context.store.prune({ eventsBefore: deletedAt, requestIdsBefore: 0n });
    const watch = openUsersWatch(context.users, { resumeToken });
    expect((await watch.next()).event).toEqual({ case: "deletedId", value: id });
    watch.leave();
    const updates = context.users.watchUserUpdates({ userId: id, afterRevision: 1n });
    expect(await collect(updates)).toMatchObject([{ field: "deleted", revision: 2n }]);
  });

  it("misses no deletion where a watch opens at the pruning point", async (test) => {
    needPruning(test);
    const { id } = await create();
    const resumeToken = await tokenFromNow(context);
    nowMs += 60_000;
    const eventsBefore = BigInt(nowMs / 1_000);
    await context.store.prune({ eventsBefore, requestIdsBefore: 0n });
    const watch = openUsersWatch(context.users, { resumeToken });
    const ofUser = collect(context.users.watchUserUpdates({ userId: id, afterRevision: 1n }));
    await context.users.deleteUser({ userId: id });
    expect((await watch.next()).event).toEqual({ case: "deletedId", value: id });
    expect(await ofUser).toMatchObject([{ field: "deleted", revision: 2n }]);
    watch.leave();
  });

  it("answers an error, not the events that are left, once pruning has met a watch's next event", async (test) => {
    needPruning(test);
    const resumeToken = await tokenFromNow(context);
    const { id } = await create();
    nowMs += 60_000;
    const { deletedAt } = await deleteAtNow(id);
    await context.store.prune({ eventsBefore: deletedAt, requestIdsBefore: 0n });
    // Until nobody follows the log closely who has read it before.
    const first = async () => {
      const watch = openUsersWatch(context.users, { resumeToken, heartbeatInterval: rarely });
      const outcome = await watch.next().then(
        ({ event }) => event.case,
        (error) => failureOf(Promise.reject(error)).then(({ reason }) => reason),
      );
      watch.leave();
      expect(outcome, "never the deletion first").not.toBe("deletedId");
      return outcome;
    };
    await expect.poll(first).toBe("RESUME_POINT_EXPIRED");
  });

  it("gives no old events to who asks for a future position of a user", async () => {
    const { id } = await create();
    await context.users.updateUser({ user: { id, name: "Grace" } });
    for (const afterRevision of [3n, 2n ** 63n - 1n]) {
      const call = context.users.watchUserUpdates({ userId: id, afterRevision });
      expect(await failureOf(call)).toMatchObject({
        code: "FAILED_PRECONDITION",
        reason: "RESUME_POINT_AHEAD",
      });
    }
  });

  it("gives no old events where the log of all users went back behind a token", async () => {
    const resumeToken = await tokenFromNow(context);
    // As after the restoration of a backup: nobody can ask for a future position otherwise.
    const store: UserStore = {
      ...createFaultyStore(context.store),
      events: async (): Promise<UserEvents> => ({ kind: "ahead" }),
    };
    const { users, dispose } = await factory.serve(createUserService({ store }).services);
    const watch = openUsersWatch(users, { resumeToken, heartbeatInterval: rarely });
    expect(await failureOf(watch.next())).toMatchObject({
      code: "FAILED_PRECONDITION",
      reason: "RESUME_POINT_AHEAD",
    });
    await dispose();
  });

  /** Deletes a user, and gives a token from just before. */
  async function deleteAtNow(id: number) {
    const resumeToken = await tokenFromNow(context);
    nowMs += 1_000;
    await context.users.deleteUser({ userId: id });
    return { resumeToken, deletedAt: BigInt(nowMs / 1_000) };
  }
}
