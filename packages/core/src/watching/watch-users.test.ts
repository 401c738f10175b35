import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import type { WatchUsersResponse } from "../gen/userservice/v1/user_service_pb.ts";
import { reader, startBreakingService } from "./breaking-service.fixture.ts";
import { createUserCopy } from "./user-copy.ts";
import { watchUsers } from "./watch-users.ts";

const quick = { firstPauseMs: 1, longestPauseMs: 2 };

afterEach(() => void vi.useRealTimers());

it("leads to the users that there are, wherever its stream breaks", async () => {
  const step = fc.record({
    do: fc.constantFrom("create", "rename", "remove", "cut", "pause"),
    which: fc.nat({ max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const service = startBreakingService();
      for (let i = 0; i < 3; i += 1) await service.create(`first${i}@example.com`);
      const following = follow(service, "last@example.com");
      for (const [i, each] of steps.entries()) {
        const user = (await service.store.list({ offset: each.which, limit: 1 }))[0];
        if (each.do === "cut") service.cut();
        else if (each.do === "pause") await new Promise((resolve) => setImmediate(resolve));
        else if (each.do === "create") await service.create(`user${i}@example.com`);
        else if (user === undefined) continue;
        else if (each.do === "rename") await service.rename(user.id, `Name ${i}`);
        else await service.users.deleteUser({ userId: user.id });
      }
      await service.create("last@example.com");
      const users = await service.store.list({ afterId: 0, limit: 100 });
      expect(await following).toEqual(users);
      expect(service.open()).toBe(0);
    }),
    { numRuns: 100 },
  );
});

/** The users that a watch leads to, once it has brought the one with this email. */
async function follow(service: ReturnType<typeof startBreakingService>, last: string) {
  const copy = createUserCopy();
  for await (const { event } of watchUsers(service.users, { ...quick, includeExisting: true })) {
    copy.apply(event);
    if (copy.getByEmail(last)) break;
  }
  return [...copy.values()].toSorted((a, b) => a.id - b.id);
}

it("misses nothing from `onWatching` on", async () => {
  const service = startBreakingService();
  const onWatching = vi.fn();
  const messages = reader(watchUsers(service.users, { ...quick, onWatching }));
  expect(await messages.next()).toMatchObject({ event: { case: "heartbeat" } });
  expect(onWatching).toHaveBeenCalledTimes(1);
  service.cut();
  const id = await service.create("ada@example.com");
  expect(await messages.next()).toMatchObject({ event: { case: "created", value: { id } } });
  expect(onWatching).toHaveBeenCalledTimes(2);
  await messages.leave();
});

it("goes on from a token of another process", async () => {
  const service = startBreakingService();
  const first = reader(watchUsers(service.users, quick));
  const { resumeToken } = await first.next();
  await first.leave();
  const id = await service.create("ada@example.com");
  const second = reader(watchUsers(service.users, { ...quick, resumeToken }));
  expect(await second.next()).toMatchObject({ event: { case: "created", value: { id } } });
  await second.leave();
});

it("takes a stream that has fallen silent for broken", async () => {
  vi.useFakeTimers();
  const opened: AbortSignal[] = [];
  const client = {
    watchUsers: (_request: unknown, { signal }: { signal?: AbortSignal } = {}) => {
      if (signal) opened.push(signal);
      return silentUntilAborted(signal);
    },
  };
  const interrupted = vi.fn();
  const messages = watchUsers(client, {
    heartbeatIntervalMs: 1_000,
    firstPauseMs: 10,
    onInterrupted: interrupted,
  });
  const iterator = messages[Symbol.asyncIterator]();
  const next = iterator.next();
  await vi.advanceTimersByTimeAsync(2_999);
  expect(interrupted).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(interrupted.mock.calls).toMatchObject([[{ error: { code: "UNAVAILABLE" }, tries: 1 }]]);
  await vi.advanceTimersByTimeAsync(10);
  expect(opened.map(({ aborted }) => aborted)).toEqual([true, false]);
  await iterator.return?.();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(vi.getTimerCount()).toBe(0);
});

async function* silentUntilAborted(
  signal: AbortSignal | undefined,
): AsyncGenerator<WatchUsersResponse> {
  await new Promise((resolve) => signal?.addEventListener("abort", resolve));
}
