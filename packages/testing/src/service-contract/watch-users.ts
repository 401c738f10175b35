import { expect, it } from "vitest";
import { failureOf, streamOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";
import {
  expectSame,
  openUsersWatch,
  rarely,
  tokenFromNow,
  told,
  untilCreated,
} from "./users-watch.ts";

/** WatchUsers, as in the wire contract: the changes. */
export function watchUsersContract(factory: ServiceFactory): void {
  const context = useService(factory);
  const create = () => context.users.createUser({ email: context.freshEmail(), name: "Ada" });

  it("sends its headers before anything happens, and misses nothing from then on", async (test) => {
    test.skip(context.lacks.includes("early headers"), "headers wait for the first message");
    const watch = openUsersWatch(context.users, {});
    // Nothing happens, so only the headers can settle this.
    await watch.watching;
    const { id } = await create();
    await untilCreated(watch, id);
    watch.leave();
  });

  it("shows changes of every kind in commit order, each with a token of its own", async () => {
    const resumeToken = await tokenFromNow(context);
    const { ada, grace } = await changeEverything();
    const watch = openUsersWatch(context.users, { resumeToken });
    const seen = await watch.take(7);
    expect(seen.map(told)).toEqual([
      ["created", ada],
      ["updated", ada.id, "email", ada.email, `new.${ada.email}`, 2n],
      ["updated", ada.id, "name", "Ada", "Countess", 3n],
      ["created", grace],
      ["updated", ada.id, "is_active", "true", "false", 4n],
      ["updated", ada.id, "password", "", "", 5n],
      ["deletedId", ada.id],
    ]);
    expect(new Set([resumeToken, ...seen.map((each) => each.resumeToken)]).size).toBe(8);
    watch.leave();
  });

  it("goes on without gap or repetition after each message, also amid the updates of one UpdateUser", async () => {
    const watch = openUsersWatch(context.users, { resumeToken: await tokenFromNow(context) });
    await changeEverything();
    const seen = await watch.take(7);
    watch.leave();
    // So that something follows the last token too.
    const last = await create();
    const all = [...seen.map(told), ["created", last]];
    for (const [i, { resumeToken }] of seen.entries()) {
      const again = openUsersWatch(context.users, { resumeToken });
      const rest = await again.take(seen.length - i);
      expect(rest.map(told), `after message ${i + 1}`).toEqual(all.slice(i + 1));
      again.leave();
    }
  });

  it("goes on from any token that a resumed watch gave", async () => {
    let resumeToken = await tokenFromNow(context);
    await changeEverything();
    const whole = openUsersWatch(context.users, { resumeToken });
    const all = (await whole.take(7)).map(told);
    whole.leave();
    const seen: unknown[] = [];
    while (seen.length < all.length) {
      const watch = openUsersWatch(context.users, { resumeToken });
      const message = await watch.next();
      watch.leave();
      seen.push(told(message));
      resumeToken = message.resumeToken;
    }
    expect(seen).toEqual(all);
  });

  it("leads through a log of more than one page without gaps, however its writes fall into pages", async () => {
    const resumeToken = await tokenFromNow(context);
    const { id } = await create();
    for (let i = 0; i < 130; i += 1) {
      const user = { id, name: `N${i}`, isActive: i % 2 === 1 };
      await context.users.updateUser({ user, updateMask: { paths: ["name", "is_active"] } });
    }
    const watch = openUsersWatch(context.users, { resumeToken });
    const [, ...updates] = await watch.take(261);
    const revisions = updates.map(({ event }) => event.case === "updated" && event.value.revision);
    expect(revisions).toEqual(Array.from({ length: 260 }, (_, i) => BigInt(i + 2)));
    watch.leave();
  });

  it("shows the same to many watchers at once", async () => {
    const resumeToken = await tokenFromNow(context);
    const watches = Array.from({ length: 20 }, () =>
      openUsersWatch(context.users, { resumeToken }),
    );
    await changeEverything();
    const [first, ...others] = await Promise.all(watches.map((watch) => watch.take(7)));
    for (const each of others) expect(each).toEqual(first);
    for (const watch of watches) watch.leave();
  });

  it("waits for a reader that takes its time, skips nothing for it, and holds up nobody", async () => {
    const resumeToken = await tokenFromNow(context);
    const slow = openUsersWatch(context.users, { resumeToken, heartbeatInterval: rarely });
    await slow.next();
    const entries = Array.from({ length: 1_000 }, () => ({
      email: context.freshEmail(),
      name: "N",
    }));
    const { total } = await context.users.batchCreateUsers(streamOf(...entries));
    const quick = openUsersWatch(context.users, { resumeToken });
    const seen = await quick.take(total);
    expect(seen.map(({ event }) => event.case === "created" && event.value.email)).toEqual(
      entries.map(({ email }) => email),
    );
    expectSame(await slow.take(total), seen);
    for (const watch of [slow, quick]) watch.leave();
  });

  it("ends with CANCELLED when its caller cancels", async () => {
    const watch = openUsersWatch(context.users, { heartbeatInterval: rarely });
    await watch.next();
    const next = failureOf(watch.next());
    watch.leave();
    expect(await next).toMatchObject({ code: "CANCELLED" });
  });

  it("ends with DEADLINE_EXCEEDED at its deadline", async () => {
    const call = context.users.watchUsers({}, { timeoutMs: 50 });
    expect(await failureOf(call)).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  /** Seven changes in five writes, of one user from creation to deletion and of another. */
  async function changeEverything() {
    const { users } = context;
    const ada = await create();
    const { id } = ada;
    await users.updateUser({ user: { id, email: `new.${ada.email}`, name: "Countess" } });
    const grace = await create();
    await users.updateUser({
      user: { id, isActive: false },
      password: "correct horse battery",
      updateMask: { paths: ["is_active", "password"] },
    });
    await users.deleteUser({ userId: id });
    return { ada, grace };
  }
}
