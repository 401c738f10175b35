import { expect, it } from "vitest";
import { createFakeUserService } from "../create-fake-user-service.ts";
import { failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";
import { openUsersWatch, rarely, tokenFromNow } from "./users-watch.ts";

/** Resume tokens and heartbeats of WatchUsers, as in the wire contract. */
export function watchUsersTokensContract(factory: ServiceFactory): void {
  const context = useService(factory);
  const create = () => context.users.createUser({ email: context.freshEmail(), name: "Ada" });
  const resume = (resumeToken: string) =>
    failureOf(openUsersWatch(context.users, { resumeToken, heartbeatInterval: rarely }).next());
  const invalid = { code: "INVALID_ARGUMENT", fieldViolations: [{ field: "resume_token" }] };
  const foreign = { code: "FAILED_PRECONDITION", reason: "RESUME_TOKEN_FOREIGN" };

  it("answers a token from before the kept log with OUT_OF_RANGE", async (test) => {
    const { pruning } = factory.storeLacks ?? {};
    test.skip(pruning !== undefined, `without pruning: ${pruning}`);
    const resumeToken = await tokenFromNow(context);
    await create();
    await pruneAll();
    await expect.poll(() => firstOf(resumeToken)).toBe("OUT_OF_RANGE RESUME_POINT_EXPIRED");
  });

  it("goes on from the end of a log of which nothing is kept", async (test) => {
    const { pruning } = factory.storeLacks ?? {};
    test.skip(pruning !== undefined, `without pruning: ${pruning}`);
    const resumeToken = await tokenFromNow(context);
    await pruneAll();
    const { id } = await create();
    const watch = openUsersWatch(context.users, { resumeToken });
    expect(await watch.next()).toMatchObject({ event: { case: "created", value: { id } } });
    watch.leave();
  });

  it("answers a token of another store with FAILED_PRECONDITION", async () => {
    const other = await createFakeUserService();
    const watch = openUsersWatch(other.users, { heartbeatInterval: rarely });
    expect(await resume((await watch.next()).resumeToken)).toMatchObject(foreign);
    watch.leave();
    await other.close();
  });

  it.each([
    ["what is none at all", "!"],
    ["a few letters", "AAAA"],
    ["what is too short to be one", "A".repeat(26)],
  ])("answers %s with INVALID_ARGUMENT", async (_what, token) => {
    expect(await resume(token)).toMatchObject(invalid);
  });

  it("answers a page token with INVALID_ARGUMENT", async () => {
    for (let i = 0; i < 2; i += 1) await create();
    const { nextPageToken } = await context.users.listUsers({ pageSize: 1 });
    expect(await resume(nextPageToken)).toMatchObject(invalid);
  });

  it("serves no token with a character changed, less or more", async () => {
    const token = await tokenFromNow(context);
    const changed = [...token].flatMap((character, i) => [
      token.slice(0, i) + (character === "A" ? "B" : "A") + token.slice(i + 1),
      token.slice(0, i),
      `${token.slice(0, i)}A${token.slice(i)}`,
    ]);
    // The empty token is none.
    const broken = changed.filter((each) => each !== "" && each !== token);
    const refusals = ["INVALID_REQUEST", "RESUME_TOKEN_FOREIGN"];
    // One by one: a connection has so many streams.
    for (const each of broken) expect(refusals).toContain((await resume(each)).reason);
  });

  it.each([
    ["under a second", { seconds: 0n, nanos: 999_999_999 }],
    ["of nothing", { seconds: 0n }],
    ["that is negative", { seconds: -5n }],
  ])("refuses an interval of heartbeats %s with INVALID_ARGUMENT", async (_what, interval) => {
    const watch = openUsersWatch(context.users, { heartbeatInterval: interval });
    expect(await failureOf(watch.next())).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "heartbeat_interval" }],
    });
  });

  it("sends a heartbeat once it has read the log to its end, whose token goes on there", async () => {
    const resumeToken = await tokenFromNow(context);
    const first = await create();
    const watch = openUsersWatch(context.users, { resumeToken, heartbeatInterval: rarely });
    // A store's log may follow its writes after a moment.
    const seen = [await watch.next(), await watch.next()];
    expect(seen.map(({ event }) => event.case).toSorted()).toEqual(["created", "heartbeat"]);
    watch.leave();
    const second = await create();
    const again = openUsersWatch(context.users, { resumeToken: seen[1]?.resumeToken ?? "" });
    expect(await again.next()).toMatchObject({ event: { case: "created", value: second } });
    expect(second.id).toBeGreaterThan(first.id);
    again.leave();
  });

  it("sends heartbeats each second of silence, none while there are changes, and none unasked", async () => {
    const resumeToken = await tokenFromNow(context);
    const heartbeatInterval = { seconds: 1n };
    const watch = openUsersWatch(context.users, { resumeToken, heartbeatInterval });
    await watch.next();
    const created: number[] = [];
    const began = performance.now();
    let lastAt = began;
    // Changes for longer than the interval, with pauses that are far from it.
    while (lastAt - began < 1_200) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      const { id } = await create();
      created.push(id);
      const message = await watch.next();
      expect(message).toMatchObject({ event: { case: "created", value: { id } } });
      lastAt = performance.now();
    }
    const heartbeat = await watch.next();
    expect(heartbeat.event.case).toBe("heartbeat");
    // What came last may have been under way for a while.
    expect(performance.now() - lastAt, "the silence before it").toBeGreaterThan(500);
    const last = await create();
    const again = openUsersWatch(context.users, { resumeToken: heartbeat.resumeToken });
    expect(await again.next()).toMatchObject({ event: { case: "created", value: last } });
    const unasked = openUsersWatch(context.users, { resumeToken });
    const all = await unasked.take(created.length + 1);
    expect(all.every(({ event }) => event.case === "created")).toBe(true);
    for (const each of [watch, again, unasked]) each.leave();
  });

  /** What a resumed watch begins with: a change, or its error. */
  async function firstOf(resumeToken: string): Promise<string> {
    const watch = openUsersWatch(context.users, { resumeToken, heartbeatInterval: rarely });
    try {
      // While somebody follows the log closely, what it has read is served still.
      return (await watch.next()).event.case ?? "nothing";
    } catch (error) {
      const { code, reason } = await failureOf(Promise.reject(error));
      return `${code} ${reason}`;
    } finally {
      watch.leave();
    }
  }

  function pruneAll(): Promise<void> {
    const eventsBefore = BigInt(Math.floor(Date.now() / 1000)) + 10n;
    return context.store.prune({ eventsBefore, requestIdsBefore: 0n });
  }
}
