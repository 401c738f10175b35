import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { isServiceError, ServiceError } from "../rpc/service-error.ts";
import { reader, startBreakingService } from "./breaking-service.fixture.ts";
import { watchUser } from "./watch-user.ts";

const quick = { firstPauseMs: 1, longestPauseMs: 2 };

it("gives each update once and in order, wherever its stream breaks", async () => {
  const step = fc.constantFrom("rename", "read", "cut" as const);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const service = startBreakingService();
      const id = await service.create("ada@example.com");
      const updates = reader(watchUser(service.users, id, { ...quick, afterRevision: 1n }));
      let [written, read] = [1n, 1n];
      const readOne = async () => {
        read += 1n;
        expect(await updates.next()).toMatchObject({ revision: read, newValue: `Name ${read}` });
      };
      for (const each of steps) {
        if (each === "cut") service.cut();
        else if (each === "read" && read < written) await readOne();
        else {
          written += 1n;
          await service.rename(id, `Name ${written}`);
        }
      }
      while (read < written) await readOne();
      await updates.leave();
      expect(service.open()).toBe(0);
    }),
    { numRuns: 60 },
  );
});

it("misses nothing from the first look at the user on, though the stream breaks before its first update", async () => {
  const service = startBreakingService();
  const id = await service.create("ada@example.com");
  const unavailable = new ServiceError("UNAVAILABLE", "Not yet");
  service.refuse(unavailable, unavailable);
  const interrupted = vi.fn();
  const onInterrupted = (each: unknown) => {
    interrupted(each);
    if (interrupted.mock.calls.length === 1) void service.rename(id, "Grace");
  };
  const updates = reader(watchUser(service.users, id, { ...quick, onInterrupted }));
  expect(await updates.next()).toMatchObject({ revision: 2n, newValue: "Grace" });
  await updates.leave();
});

it("ends after the deletion of the user", async () => {
  const service = startBreakingService();
  const id = await service.create("ada@example.com");
  const updates = reader(watchUser(service.users, id, { ...quick, afterRevision: 1n }));
  await service.users.deleteUser({ userId: id });
  expect(await updates.next()).toMatchObject({ field: "deleted", revision: 2n });
  expect(await updates.isOver()).toBe(true);
});

it("ends at once where it is started at the deletion of the user", async () => {
  const service = startBreakingService();
  const id = await service.create("ada@example.com");
  await service.users.deleteUser({ userId: id });
  const updates = reader(watchUser(service.users, id, { ...quick, afterRevision: 2n }));
  expect(await updates.isOver()).toBe(true);
});

it("asks for headers once more also where another break came before they were refused", async () => {
  const service = startBreakingService();
  const id = await service.create("ada@example.com");
  service.refuse(
    new ServiceError("UNAVAILABLE", "Not yet"),
    new ServiceError("UNAUTHENTICATED", "Expired"),
  );
  const headers = () => ({ authorization: "Bearer fresh" });
  const updates = reader(watchUser(service.users, id, { ...quick, afterRevision: 1n, headers }));
  await service.rename(id, "Grace");
  expect(await updates.next()).toMatchObject({ revision: 2n });
  await updates.leave();
});

it("ends without an error on its caller's signal, also between two tries", async () => {
  const service = startBreakingService();
  const id = await service.create("ada@example.com");
  const controller = new AbortController();
  const { signal } = controller;
  const interrupted = Promise.withResolvers<unknown>();
  const options = { signal, firstPauseMs: 60_000, onInterrupted: interrupted.resolve };
  const waiting = reader(watchUser(service.users, id, options)).isOver();
  const pausing = reader(watchUser(service.users, id, options)).isOver();
  await expect.poll(service.open).toBe(2);
  service.cut();
  await interrupted.promise;
  controller.abort();
  expect(await Promise.all([waiting, pausing])).toEqual([true, true]);
});

it("leaves nothing open when it is left while it waits", async () => {
  const service = startBreakingService();
  const id = await service.create("ada@example.com");
  const updates = reader(watchUser(service.users, id));
  const next = updates.iterator.next();
  await expect.poll(service.open).toBe(1);
  await updates.leave();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(service.open()).toBe(0);
});

it("fails with what trying again can't mend", async () => {
  const service = startBreakingService();
  const failure = async (stream: AsyncIterable<unknown>) =>
    reader(stream)
      .next()
      .catch((error: unknown) => (isServiceError(error) ? error.code : error));
  expect(await failure(watchUser(service.users, 7, quick))).toBe("NOT_FOUND");
  const id = await service.create("ada@example.com");
  const ahead = watchUser(service.users, id, { ...quick, afterRevision: 9n });
  expect(await failure(ahead)).toBe("FAILED_PRECONDITION");
  await service.rename(id, "Grace");
  const everything = { eventsBefore: 99_999_999_999n, requestIdsBefore: 0n };
  await service.store.prune(everything);
  const expired = watchUser(service.users, id, { ...quick, afterRevision: 1n });
  expect(await failure(expired)).toBe("OUT_OF_RANGE");
});

it("tells of each interruption, with pauses that grow to the longest, or as the server asks", async () => {
  const service = startBreakingService();
  const id = await service.create("ada@example.com");
  const unavailable = new ServiceError("UNAVAILABLE", "Not yet");
  const later = new ServiceError("RESOURCE_EXHAUSTED", "Later", { retryAfterMs: 25 });
  service.refuse(unavailable, unavailable, unavailable, unavailable, later);
  const interruptions: { tries: number; retryInMs: number; code: string }[] = [];
  const updates = reader(
    watchUser(service.users, id, {
      afterRevision: 1n,
      firstPauseMs: 4,
      longestPauseMs: 16,
      onInterrupted: ({ error: { code }, tries, retryInMs }) =>
        interruptions.push({ code, tries, retryInMs }),
    }),
  );
  const next = updates.next();
  await expect.poll(() => interruptions.length).toBe(5);
  await service.rename(id, "Grace");
  expect(await next).toMatchObject({ revision: 2n });
  expect(interruptions.map(({ tries }) => tries)).toEqual([1, 2, 3, 4, 5]);
  for (const [i, longest] of [4, 8, 16, 16].entries()) {
    const { retryInMs = 0 } = interruptions[i] ?? {};
    expect(retryInMs).toBeGreaterThanOrEqual(longest / 2);
    expect(retryInMs).toBeLessThanOrEqual(longest);
  }
  // When the server asks, and no two at once.
  const { retryInMs = 0, ...told } = interruptions[4] ?? {};
  expect(told).toEqual({ code: "RESOURCE_EXHAUSTED", tries: 5 });
  expect(retryInMs).toBeGreaterThanOrEqual(25 + 8);
  expect(retryInMs).toBeLessThanOrEqual(25 + 16);
  service.cut();
  await expect.poll(service.open).toBe(0);
  const after = updates.next();
  await expect.poll(() => interruptions.at(-1)?.tries).toBe(1);
  await updates.leave();
  await after.catch(() => {});
});

it("asks for headers before each try, and once more when they are not taken", async () => {
  const service = startBreakingService();
  const id = await service.create("ada@example.com");
  const expired = new ServiceError("UNAUTHENTICATED", "Expired");
  let asked = 0;
  const headers = () => {
    asked += 1;
    return { authorization: `Bearer ${asked}` };
  };
  service.refuse(expired);
  const updates = reader(watchUser(service.users, id, { ...quick, afterRevision: 1n, headers }));
  await service.rename(id, "Grace");
  expect(await updates.next()).toMatchObject({ revision: 2n });
  await updates.leave();
  const watches = service.seen.filter(({ method }) => method === "WatchUserUpdates");
  expect(watches.map((each) => each.authorization)).toEqual(["Bearer 1", "Bearer 2"]);
  service.refuse(expired, expired);
  const refused = reader(watchUser(service.users, id, { ...quick, afterRevision: 1n, headers }));
  await expect(refused.next()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});
