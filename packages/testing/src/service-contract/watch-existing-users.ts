import type { User } from "@org/user-core";
import { beforeAll, describe, expect, it } from "vitest";
import { streamOf } from "../streams.ts";
import { type ServiceContext, type ServiceFactory, useService } from "./context.ts";
import { notingAhead } from "./noting-ahead.ts";
import { copied, createStrictCopy, type StrictCopy } from "./strict-copy.ts";
import { openUsersWatch, rarely, tokenFromNow, untilCreated } from "./users-watch.ts";

/** More than two pages of existing users. */
const count = 1_100;

/** WatchUsers with `include_existing`, as in the wire contract. */
export function watchExistingUsersContract(factory: ServiceFactory): void {
  const noting = notingAhead(factory);
  const context = useService(noting.factory);
  const create = () => context.users.createUser({ email: context.freshEmail(), name: "Ada" });
  const request = { includeExisting: true, heartbeatInterval: rarely };

  beforeAll(async () => {
    const entries = Array.from({ length: count }, () => ({
      email: context.freshEmail(),
      name: "N",
    }));
    await context.users.batchCreateUsers(streamOf(...entries));
  });

  it("gives all existing users by id, each as it is, then only what changes", async () => {
    const watch = openUsersWatch(context.users, request);
    const users = await allUsers(context);
    const existing = await watch.take(users.length);
    expect(existing.map(({ event }) => event)).toEqual(
      users.map((value) => ({ case: "existing", value })),
    );
    expect((await watch.next()).event.case).toBe("heartbeat");
    const last = await create();
    expect(await watch.next()).toMatchObject({ event: { case: "created", value: last } });
    watch.leave();
  });

  it("leads to the users that there are, whatever changes between its pages", async () => {
    const watch = openUsersWatch(context.users, request);
    const copy = createStrictCopy();
    for (const some of [100, 401, 250]) {
      for (const message of await watch.take(some)) copy.apply(message);
      await changeSome();
    }
    await finish(copy, watch);
    watch.leave();
  });

  it("goes on from each kind of place that it is left at, and leads to the same", async () => {
    const copy = createStrictCopy(noting.wasAhead);
    let resumeToken = "";
    // The first, amid a page, its last, amid what changed of one user between two, …
    for (const some of [1, 499, 1, 2, 3, 1, 400, 1, 100]) {
      const watch = openUsersWatch(context.users, { ...request, resumeToken });
      for (const message of await watch.take(some)) {
        copy.apply(message);
        resumeToken = message.resumeToken;
      }
      watch.leave();
      await changeSome();
    }
    const watch = openUsersWatch(context.users, { ...request, resumeToken });
    await finish(copy, watch);
    watch.leave();
  });

  it("goes on with what changed since from the last of them", async () => {
    const watch = openUsersWatch(context.users, request);
    const existing = await watch.take((await allUsers(context)).length);
    watch.leave();
    const { id } = await create();
    const { resumeToken = "" } = existing.at(-1) ?? {};
    const again = openUsersWatch(context.users, { resumeToken });
    expect(await again.next()).toMatchObject({ event: { case: "created", value: { id } } });
    again.leave();
  });

  it("takes a resume token for more than the wish for existing users", async () => {
    const resumeToken = await tokenFromNow(context);
    const { id } = await create();
    const watch = openUsersWatch(context.users, { resumeToken, includeExisting: true });
    expect(await watch.next()).toMatchObject({ event: { case: "created", value: { id } } });
    watch.leave();
  });

  describe("where nobody is", () => {
    const empty = useService(factory);

    it("gives nobody, then who comes", async () => {
      const watch = openUsersWatch(empty.users, request);
      expect((await watch.next()).event.case).toBe("heartbeat");
      const ada = await empty.users.createUser({ email: empty.freshEmail(), name: "Ada" });
      expect(await watch.next()).toMatchObject({ event: { case: "created", value: ada } });
      await empty.users.deleteUser({ userId: ada.id });
      await watch.next();
      watch.leave();
      const again = openUsersWatch(empty.users, request);
      expect((await again.next()).event.case, "nothing of who is deleted").toBe("heartbeat");
      again.leave();
    });
  });

  /** Changes and deletes some who were told, some who will be, and adds somebody. */
  async function changeSome(): Promise<void> {
    const { users } = context;
    const added = await create();
    for (const page of [1, 350]) {
      const { users: two } = await users.listUsers({ page, pageSize: 2 });
      const [first, second] = two;
      if (first) await changeTwice(first);
      if (second) await users.deleteUser({ userId: second.id });
    }
    await changeTwice(added);
  }

  async function changeTwice({ id, name, isActive }: User): Promise<void> {
    const user = { id, name: `${name}'`, isActive: !isActive };
    await context.users.updateUser({ user, updateMask: { paths: ["name", "is_active"] } });
  }

  /** Reads to the end of the log, and compares what the watch has led to with what is there. */
  async function finish(copy: StrictCopy, watch: ReturnType<typeof openUsersWatch>): Promise<void> {
    for (;;) {
      const message = await watch.next();
      copy.apply(message);
      if (message.event.case === "heartbeat") break;
    }
    await untilCreated(watch, (await create()).id, copy.apply);
    expect(copy.users()).toEqual((await allUsers(context)).map(copied));
  }
}

async function allUsers({ users }: ServiceContext): Promise<User[]> {
  const { total } = await users.listUsers({ pageSize: 1 });
  const pages = Array.from({ length: Math.ceil(total / 100) }, (_, i) =>
    users.listUsers({ page: i + 1, pageSize: 100 }),
  );
  return (await Promise.all(pages)).flatMap((page) => page.users);
}
