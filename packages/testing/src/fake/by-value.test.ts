import { describe, expect, it } from "vitest";
import { createFakeUserService } from "../create-fake-user-service.ts";
import { collect, failureOf, streamOf } from "../streams.ts";
import { ada, bob, start } from "./every-kind.fixture.ts";

describe("by value", () => {
  it("a request that is changed afterwards changes no user and no record", async () => {
    const { users, callsTo } = await start({});
    const request = { ...ada };
    const created = users.createUser(request);
    request.name = "Mallory";
    await created;
    expect(await users.getUser({ userId: 1 })).toMatchObject({ name: "Ada" });
    expect(callsTo("createUser")[0]?.requests).toMatchObject([{ name: "Ada" }]);
  });

  it("a request of a stream that is changed afterwards changes no user and no record", async () => {
    const { users, callsTo } = await start({});
    const request = { ...ada };
    async function* requests() {
      yield request;
      request.name = "Mallory";
    }
    await users.batchCreateUsers(requests());
    expect(await users.getUser({ userId: 1 })).toMatchObject({ name: "Ada" });
    expect(callsTo("batchCreateUsers")[0]?.requests).toMatchObject([{ name: "Ada" }]);
  });

  it("a response that is changed changes no user and no record", async () => {
    const { users, calls } = await start();
    const page = await users.listUsers({});
    const answers = [
      await users.getUser({ userId: 1 }),
      ...page.users,
      ...(await collect(users.syncUsers(streamOf({ userId: 1 })))),
    ];
    for (const user of answers) user.name = "Eve";
    page.users.pop();
    expect(await users.getUser({ userId: 1 })).toMatchObject(ada);
    expect(calls.map(({ responses }) => responses)).toMatchObject([
      [{ users: [ada] }],
      [ada],
      [ada],
      [ada],
    ]);
  });

  it("an update that is changed changes no log and no record", async () => {
    const { users, callsTo } = await start();
    await users.updateUser({ user: { id: 1, name: "Grace" } });
    await users.deleteUser({ userId: 1 });
    const watch = () => collect(users.watchUserUpdates({ userId: 1, afterRevision: 1n }));
    for (const update of await watch()) update.newValue = "Eve";
    expect(await watch()).toMatchObject([{ newValue: "Grace" }, { newValue: "true" }]);
    expect(callsTo("watchUserUpdates")[0]?.responses).toMatchObject([
      { newValue: "Grace" },
      { newValue: "true" },
    ]);
  });

  it("a record that is changed changes no user and no answer", async () => {
    const { users, callsTo } = await start();
    const page = await users.listUsers({});
    const [recorded] = callsTo("listUsers")[0]?.responses ?? [];
    const [first] = recorded?.users ?? [];
    if (first) first.name = "Eve";
    expect(page.users[0]?.name).toBe("Ada");
    expect(await users.getUser({ userId: 1 })).toMatchObject(ada);
  });

  it("a record that is changed while its call waits changes no request", async () => {
    const { users, clock, delayNext, nextCall } = await start();
    delayNext("createUser", 1);
    const created = users.createUser(bob);
    const [recorded] = (await nextCall("createUser")).requests;
    if (recorded) recorded.name = "Eve";
    clock.advance(1);
    expect(await created).toMatchObject(bob);
  });

  it("an error that is changed changes no record", async () => {
    const { users, calls } = await start();
    const error = await failureOf(users.getUser({ userId: 9 }));
    Object.assign(error.metadata, { user_id: "1" });
    expect(calls[0]?.error?.metadata).toEqual({ user_id: "9" });
    const again = await failureOf(users.getUser({ userId: 9 }));
    expect(again.metadata).toEqual({ user_id: "9" });
  });

  it("a seed that is changed afterwards, even at once, changes no user", async () => {
    const seeds = [{ ...ada }, { ...bob }];
    const creating = createFakeUserService({ users: seeds });
    for (const seed of seeds) seed.name = "Mallory";
    const { users, close } = await creating;
    const { users: all } = await users.listUsers({});
    expect(all.map(({ name }) => name)).toEqual(["Ada", "Bob"]);
    await close();
  });
});
