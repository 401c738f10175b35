import { createUserService, type Middleware, type UserStore } from "@org/user-core";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { collect, handStream, streamOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** SyncUsers, as in the wire contract. */
export function syncUsersContract(factory: ServiceFactory): void {
  const context = useService(factory);
  let ids: number[] = [];

  beforeAll(async () => {
    const entries = Array.from({ length: 5 }, (_, i) => ({
      email: context.freshEmail(),
      name: `User ${i}`,
    }));
    ids = (await context.users.batchCreateUsers(streamOf(...entries))).users.map(({ id }) => id);
  });

  it("answers in the order asked, repeats included, and skips unknown ids", async () => {
    const [a = 0, b = 0, c = 0] = ids;
    const asked = [c, 1_000_007, a, a, 0, -1, b].map((userId) => ({ userId }));
    const users = await collect(context.users.syncUsers(streamOf(...asked)));
    expect(users.map(({ id }) => id)).toEqual([c, a, a, b]);
  });

  it("answers ids that wait already with one look-up, in the order asked, repeats included", async () => {
    const [a = 0, b = 0, c = 0] = ids;
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const lookups: number[][] = [];
    const { store: inner } = context;
    // By delegation: a store may be an object of a class.
    const store: UserStore = Object.assign(Object.create(inner), {
      async get(wanted: readonly number[]) {
        lookups.push([...wanted]);
        begun.resolve();
        await release.promise;
        return inner.get(wanted);
      },
    });
    let received = () => 0;
    const watched: Middleware = (call, proceed) => {
      received = () => call.messagesReceived;
      return proceed();
    };
    const served = await factory.serve(
      createUserService({ store, middleware: [watched] }).services,
    );
    onTestFinished(() => served.dispose());
    const requests = handStream<{ userId: number }>();
    const answers = collect(served.users.syncUsers(requests));
    requests.write({ userId: b });
    await begun.promise;
    const waiting = [c, 1_000_007, a, a, b];
    for (const userId of waiting) requests.write({ userId });
    await expect.poll(() => received()).toBe(6);
    release.resolve();
    requests.end();
    expect((await answers).map(({ id }) => id)).toEqual([b, c, a, a, b]);
    expect(lookups).toEqual([[b], waiting]);
  });

  it("answers before the requests end", async () => {
    const requests = handStream<{ userId: number }>();
    const answers = context.users.syncUsers(requests)[Symbol.asyncIterator]();
    for (const userId of ids) {
      requests.write({ userId });
      expect((await answers.next()).value).toMatchObject({ id: userId });
    }
    requests.end();
    expect(await answers.next()).toMatchObject({ done: true });
  });

  it("answers an empty stream with nothing", async () => {
    expect(await collect(context.users.syncUsers(streamOf()))).toEqual([]);
  });

  it("answers thousands of ids in order", async () => {
    const asked = Array.from({ length: 2_001 }, (_, i) => ids[i % ids.length] ?? 0);
    const users = await collect(
      context.users.syncUsers(streamOf(...asked.map((userId) => ({ userId })))),
    );
    expect(users.map(({ id }) => id)).toEqual(asked);
  });
}
