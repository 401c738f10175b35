import { describe, expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { ada, everyKind, start } from "./every-kind.fixture.ts";

// What is already under way in this process has come to where it waits.
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a delayed call", () => {
  it.each(everyKind)(
    "gets to its handler once the clock was advanced so far: $method",
    async ({ method, call }) => {
      const { users, clock, delayNext, nextCall } = await start();
      delayNext(method, 500);
      const answer = call(users);
      const { answering, ...recorded } = await nextCall(method);
      const before = Promise.race([answering.then(() => "answering"), settled().then(() => "no")]);
      clock.advance(499);
      expect(await before).toBe("no");
      expect(recorded.responses).toEqual([]);
      clock.advance(1);
      await answering;
      if (method === "watchUserUpdates") await users.deleteUser({ userId: 1 });
      await answer;
    },
  );

  it("counts from its beginning, though the clock is advanced at once", async () => {
    const { users, clock, delayNext } = await start();
    for (const { method } of everyKind) delayNext(method, 500);
    const answers = everyKind
      .filter(({ method }) => method !== "watchUserUpdates")
      .map(({ call }) => call(users));
    clock.advance(500);
    await Promise.all(answers);
  });

  it("has its request on record while it waits", async () => {
    const { users, clock, delayNext, nextCall } = await start();
    delayNext("getUser", 500);
    const answer = users.getUser({ userId: 1 });
    const call = await nextCall("getUser");
    expect(call).toMatchObject({ status: "pending", requests: [{ userId: 1 }] });
    clock.advance(500);
    expect(await answer).toMatchObject(ada);
    expect(call.status).toBe("OK");
  });

  it("that fails too waits first", async () => {
    const { users, clock, delayNext, failNext } = await start();
    failNext("getUser", "UNAVAILABLE");
    delayNext("getUser", 500);
    const failed = failureOf(users.getUser({ userId: 1 }));
    await settled();
    clock.advance(500);
    expect(await failed).toMatchObject({ code: "UNAVAILABLE" });
    await users.getUser({ userId: 1 });
  });

  it.each(everyKind)("ends when its caller cancels: $method", async ({ method, call }) => {
    const { users, delayNext, nextCall } = await start();
    delayNext(method, 500);
    const leaving = new AbortController();
    const cancelled = failureOf(call(users, { signal: leaving.signal }));
    const recorded = await nextCall(method);
    leaving.abort();
    expect(await cancelled).toMatchObject({ code: "CANCELLED" });
    await recorded.ended;
    expect(recorded.status).toBe("CANCELLED");
  });

  it.each(everyKind)(
    "ends when its deadline passes, which is of real time: $method",
    async ({ method, call }) => {
      const { users, delayNext, callsTo } = await start();
      delayNext(method, 500);
      const late = failureOf(call(users, { timeoutMs: 10 }));
      expect(await late).toMatchObject({ code: "DEADLINE_EXCEEDED" });
      expect(callsTo(method).map(({ status }) => status)).toEqual(["DEADLINE_EXCEEDED"]);
    },
  );

  it("is no more after a reset", async () => {
    const { users, delayNext, reset } = await start();
    delayNext("getUser", 500);
    reset();
    expect(await users.getUser({ userId: 1 })).toMatchObject(ada);
  });

  it("that was delayed more is answered later", async () => {
    const { users, clock, delayNext } = await start();
    const answered: number[] = [];
    const delays = [300, 100, 200];
    for (const delayMs of delays) delayNext("getUser", delayMs);
    const answers = delays.map((delayMs) =>
      users.getUser({ userId: 1 }).then(() => answered.push(delayMs)),
    );
    clock.advance(1_000);
    await Promise.all(answers);
    expect(answered).toEqual([100, 200, 300]);
  });
});
