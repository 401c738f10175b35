import { ServiceError } from "@org/user-core";
import { expect, it, vi } from "vitest";
import {
  isBatch,
  pieces,
  row,
  rowsTo,
  run,
  startService,
  totalOf,
  type Users,
  unavailable,
} from "./imports.fixture.ts";
import type { BadRow } from "./row.ts";
import { UnreadableFile } from "./unreadable.ts";

it("creates each user once, however often it is run", async () => {
  const users = startService();
  for (const created of [2_500, 0]) {
    const result = await run(users, pieces(rowsTo(2_500)));
    expect(result).toMatchObject({ imported: 2_500, created, failed: 0 });
    expect(await totalOf(users)).toBe(2_500);
  }
});

it("knows a row again wherever it stands, and refuses one that has another password now", async () => {
  const users = startService();
  const password = "correct horse";
  await run(users, pieces([row(1, { password }), row(2)]));
  expect(await run(users, pieces([row(2), row(1, { row: 9, password })]))).toMatchObject({
    imported: 2,
  });
  const other = [row(1, { password: "battery staple" })];
  expect(await run(users, pieces(other))).toMatchObject({
    created: 0,
    failures: [
      {
        row: 1,
        code: "ALREADY_EXISTS",
        reason: "REQUEST_ID_REUSED",
        message: expect.stringContaining("with another password"),
      },
    ],
  });
  expect(await totalOf(users)).toBe(2);
});

it("counts as new who was not there when it began, each once, whatever was sent again", async () => {
  // Answered, and then lost: what is sent again finds them by their request ids.
  let batches = -1;
  const users = startService(async (call, proceed) => {
    if (isBatch(call)) batches += 1;
    await proceed();
    if (isBatch(call) && batches === 1) throw unavailable;
  });
  await users.createUser({ email: "other@example.com", name: "Other" });
  await users.deleteUser({ userId: 1 });
  await users.createUser({ email: "more@example.com", name: "More" });
  const twice = [...rowsTo(1_200), row(1), row(1_100)];
  expect(await run(users, pieces(twice))).toMatchObject({ imported: 1_202, created: 1_200 });
  expect(batches).toBe(3);
  const later = [...rowsTo(1_200), row(2_000)];
  expect(await run(users, pieces(later))).toMatchObject({ imported: 1_201, created: 1 });
});

it("says that it can't tell who is new where it may not list users, and imports them", async () => {
  const users = startService(async (call, proceed) => {
    if (call.method.name === "ListUsers") throw new ServiceError("PERMISSION_DENIED", "No");
    await proceed();
  });
  const result = await run(users, pieces(rowsTo(3)));
  expect(result).toMatchObject({ imported: 3, created: undefined, failed: 0 });
});

it("tells of a user whom it created before and who was deleted since", async () => {
  const users = startService();
  await run(users, pieces([row(1)]));
  await users.deleteUser({ userId: 1 });
  expect(await run(users, pieces([row(1)]))).toMatchObject({
    imported: 0,
    failures: [{ row: 1, code: "NOT_FOUND", message: expect.stringMatching(/deleted since/) }],
  });
});

it("tells of every row that fails, by its number, however many there are, and of no secret", async () => {
  const users = startService();
  const bad: BadRow = { row: 2_000, fault: "The line is not JSON" };
  const secret = "a secret of eighteen";
  const rows = rowsTo(1_999).map((each) => ({ ...each, email: "nobody" }));
  const last = row(2_001, { password: secret, passwordHash: `$2b$${secret}` });
  const { imported, failed, failures } = await run(users, pieces(rows, [bad, last, row(2_002)]));
  expect({ imported, failed }).toEqual({ imported: 1, failed: 2_001 });
  expect(failures.map((each) => each.row)).toEqual(Array.from({ length: 2_001 }, (_, i) => i + 1));
  expect(failures[1_999]).toEqual({
    row: 2_000,
    input: null,
    code: "INVALID_ARGUMENT",
    reason: "ROW_UNREADABLE",
    message: bad.fault,
  });
  expect(failures[0]).toMatchObject({ input: { email: "nobody" }, reason: "INVALID_REQUEST" });
  expect(JSON.stringify(failures)).not.toContain(secret);
});

it("lets the first of two rows with one email win, in the next run too", async () => {
  const users = startService();
  const rows = [...rowsTo(1_500), row(1_501, { email: "USER1@example.com" })];
  for (let times = 1; times <= 2; times += 1) {
    expect(await run(users, pieces(rows))).toMatchObject({
      imported: 1_500,
      emailTaken: 1,
      failures: [{ row: 1_501, reason: "EMAIL_TAKEN" }],
    });
  }
});

it("makes users inactive whose rows say so, unless somebody has changed them since", async () => {
  const users = startService();
  const rows = [row(1, { isActive: false }), row(2, { email: "" }), row(3, { isActive: false })];
  await run(users, pieces(rows));
  const activity = async () => (await users.listUsers({})).users.map((user) => user.isActive);
  expect(await activity()).toEqual([false, false]);
  await users.updateUser({ user: { id: 2, isActive: true }, updateMask: { paths: ["is_active"] } });
  await run(users, pieces(rows));
  expect(await activity()).toEqual([false, true]);
});

it("imports what stands before what can't be read", async () => {
  const users = startService();
  async function* cut() {
    yield rowsTo(10);
    throw new UnreadableFile("is cut");
  }
  await expect(run(users, cut())).rejects.toThrow("is cut");
  expect(await totalOf(users)).toBe(10);
});

it("reads no further than one batch ahead of what the service has taken", async () => {
  const held = Promise.withResolvers<void>();
  let calls = 0;
  const users = startService(async (call, proceed) => {
    if (isBatch(call)) calls += 1;
    // The first is of nobody.
    if (calls > 1) await held.promise;
    await proceed();
  });
  let read = 0;
  async function* endless() {
    for (; read < 100_000; ) {
      read += 100;
      yield rowsTo(read).slice(-100);
    }
  }
  const running = run(users, endless());
  await vi.waitFor(() => expect(read).toBe(2_000));
  // Whatever is to happen without the service has happened.
  for (let turns = 0; turns < 100; turns += 1) await new Promise(setImmediate);
  expect(read).toBe(2_000);
  read = 100_000;
  held.resolve();
  expect(await running).toMatchObject({ imported: 2_000 });
});

it("counts nobody whom the service does not speak of", async () => {
  const users = startService();
  const batchCreateUsers: Users["batchCreateUsers"] = async (...call) => {
    const answer = await users.batchCreateUsers(...call);
    return { ...answer, total: Math.max(0, answer.total - 1) };
  };
  const running = run({ ...users, batchCreateUsers }, pieces(rowsTo(10)));
  await expect(running).rejects.toMatchObject({ code: "DATA_LOSS" });
});
