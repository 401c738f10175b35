import { expect, it } from "vitest";
import { failureOf, handStream, streamOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** BatchCreateUsers, as in the wire contract. */
export function batchCreateUsersContract(factory: ServiceFactory): void {
  const context = useService(factory);

  it("creates the users of the stream in its order", async () => {
    const entries = ["A", "B", "C"].map((name) => ({ email: context.freshEmail(), name }));
    const { users, total, failed, hasMore } = await context.users.batchCreateUsers(
      streamOf(...entries),
    );
    expect(users.map(({ name }) => name)).toEqual(["A", "B", "C"]);
    expect({ total, failed, hasMore }).toEqual({ total: 3, failed: 0, hasMore: false });
    expect(await context.users.getUser({ userId: users[1]?.id ?? 0 })).toEqual(users[1]);
  });

  it("answers an empty stream with nothing", async () => {
    expect(await context.users.batchCreateUsers(streamOf())).toMatchObject({
      users: [],
      total: 0,
      failed: 0,
    });
  });

  it("makes a failure of each bad entry and stops nothing else", async () => {
    const [taken, twice] = [context.freshEmail(), context.freshEmail()];
    await context.users.createUser({ email: taken, name: "Taken" });
    const answer = await context.users.batchCreateUsers(
      streamOf(
        { email: twice, name: "First" },
        { email: "", name: "" },
        { email: taken, name: "Late" },
        { email: twice.toUpperCase(), name: "Twice" },
        { email: "nowhere", name: "N" },
        { email: context.freshEmail(), name: "Last" },
      ),
    );
    expect(answer.users.map(({ name }) => name)).toEqual(["First", "Last"]);
    expect(answer).toMatchObject({
      total: 2,
      failed: 4,
      failures: [
        {
          index: 1n,
          code: 3,
          reason: "INVALID_REQUEST",
          message: "Email and name are required",
          email: "",
        },
        {
          index: 2n,
          code: 6,
          reason: "EMAIL_TAKEN",
          message: "Email already registered",
          email: taken,
        },
        { index: 3n, code: 6, reason: "EMAIL_TAKEN", email: twice.toUpperCase() },
        { index: 4n, code: 3, reason: "INVALID_REQUEST", email: "nowhere" },
      ],
    });
  });

  it("counts all and repeats the first 1,000 created and failed", async () => {
    const entries = Array.from({ length: 2_100 }, (_, i) =>
      i % 2 === 0 ? { email: context.freshEmail(), name: "N" } : { email: "bad", name: "N" },
    );
    const answer = await context.users.batchCreateUsers(streamOf(...entries));
    expect(answer).toMatchObject({ total: 1_050, failed: 1_050, hasMore: true });
    expect([answer.users.length, answer.failures.length]).toEqual([1_000, 1_000]);
    expect(answer.failures.at(-1)?.index).toBe(1_999n);
  });

  it("is safe to send again with request ids", async () => {
    const entries = Array.from({ length: 10 }, (_, i) => ({
      email: context.freshEmail(),
      name: "N",
      requestId: `00000000-0000-4000-9000-${String(i).padStart(12, "0")}`,
    }));
    const first = await context.users.batchCreateUsers(streamOf(...entries));
    const second = await context.users.batchCreateUsers(streamOf(...entries));
    expect(second.users).toEqual(first.users);
    expect(second).toMatchObject({ total: 10, failed: 0 });
  });

  it("makes a failure of a request id that comes again with other content", async () => {
    const requestId = "00000000-0000-4000-9000-00000000ffff";
    const { failures, total } = await context.users.batchCreateUsers(
      streamOf(
        { email: context.freshEmail(), name: "N", password: "correct horse", requestId },
        { email: context.freshEmail(), name: "Other", requestId },
      ),
    );
    expect(total).toBe(1);
    expect(failures).toMatchObject([{ index: 1n, code: 6, reason: "REQUEST_ID_REUSED" }]);
  });

  it("makes a failure of an entry that comes again after its user was deleted", async () => {
    const requestId = "00000000-0000-4000-9000-00000000fffe";
    const entry = { email: context.freshEmail(), name: "N", requestId };
    const { users } = await context.users.batchCreateUsers(streamOf(entry));
    await context.users.deleteUser({ userId: users[0]?.id ?? 0 });
    const { failures } = await context.users.batchCreateUsers(streamOf(entry));
    expect(failures).toMatchObject([{ index: 0n, code: 5, reason: "USER_NOT_FOUND" }]);
  });

  it("repeats the first 254 characters of an email at fault", async () => {
    const email = `${"a".repeat(300)}@example.com`;
    const { failures } = await context.users.batchCreateUsers(streamOf({ email, name: "N" }));
    expect(failures[0]?.email).toBe(email.slice(0, 254));
  });

  it("creates users with passwords, more than one commit takes", async () => {
    const entries = Array.from({ length: 40 }, (_, i) => ({
      email: context.freshEmail(),
      name: `User ${i}`,
      password: "correct horse",
    }));
    const { users, total } = await context.users.batchCreateUsers(streamOf(...entries));
    expect(total).toBe(40);
    expect(users.map(({ name }) => name)).toEqual(entries.map(({ name }) => name));
  });

  it("keeps what was committed before a cancel", async () => {
    const entries = handStream<{ email: string; name: string }>();
    const controller = new AbortController();
    const call = context.users.batchCreateUsers(entries, { signal: controller.signal });
    const failure = failureOf(call);
    const email = context.freshEmail();
    entries.write({ email, name: "Kept" });
    await expect
      .poll(() => context.users.getUserByEmail({ email }).catch(() => undefined))
      .toMatchObject({ name: "Kept" });
    controller.abort();
    expect(await failure).toMatchObject({ code: "CANCELLED" });
    expect(await context.users.getUserByEmail({ email })).toMatchObject({ name: "Kept" });
    entries.end();
  });
}
