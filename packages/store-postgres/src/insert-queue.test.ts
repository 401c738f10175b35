import { create } from "@bufbuild/protobuf";
import { type InsertOutcome, type NewUser, ServiceError, UserSchema } from "@org/user-core";
import { expect, it } from "vitest";
import { createInsertQueue } from "./insert-queue.ts";

function entry(email: string): NewUser {
  const user = create(UserSchema, { email });
  return { user, emailKey: email, passwordHash: undefined, requestId: undefined };
}

/** A queue over statements that are answered by hand. */
function start() {
  const statements: { emails: string[]; answer: () => void; fail: (error: unknown) => void }[] = [];
  const queue = createInsertQueue((entries) => {
    const { promise, resolve, reject } = Promise.withResolvers<InsertOutcome[]>();
    statements.push({
      emails: entries.map(({ emailKey }) => emailKey),
      answer: () => resolve(entries.map(({ user }) => ({ kind: "created", user }))),
      fail: reject,
    });
    return promise;
  });
  const insert = (...emails: string[]) =>
    queue(emails.map(entry)).then(
      (outcomes) => outcomes.map((each) => each.kind === "created" && each.user.email),
      (error: unknown) => error,
    );
  return { statements, insert };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it("lets nobody wait while there is room", () => {
  const { statements, insert } = start();
  for (const email of ["a", "b", "c", "d"]) void insert(email);
  expect(statements.map(({ emails }) => emails)).toEqual([["a"], ["b"], ["c"], ["d"]]);
});

it("inserts what has waited with one statement, and gives each caller its own outcomes", async () => {
  const { statements, insert } = start();
  for (let i = 0; i < 4; i += 1) void insert(`first${i}`);
  const outcomes = [insert("a", "b"), insert("c"), insert("d", "e")];
  expect(statements).toHaveLength(4);
  statements[2]?.answer();
  await turn();
  expect(statements[4]?.emails).toEqual(["a", "b", "c", "d", "e"]);
  statements[4]?.answer();
  expect(await Promise.all(outcomes)).toEqual([["a", "b"], ["c"], ["d", "e"]]);
});

it("tries each by itself after an error that one of them has caused", async () => {
  const { statements, insert } = start();
  for (let i = 0; i < 4; i += 1) void insert(`first${i}`);
  const [good, bad, alsoGood] = [insert("a"), insert("bad"), insert("b")];
  statements[0]?.answer();
  await turn();
  const error = new ServiceError("INVALID_ARGUMENT", "Bad text");
  statements[4]?.fail(error);
  await turn();
  statements[5]?.answer();
  await turn();
  statements[6]?.fail(error);
  await turn();
  statements[7]?.answer();
  expect(statements.slice(4).map(({ emails }) => emails)).toEqual([
    ["a", "bad", "b"],
    ["a"],
    ["bad"],
    ["b"],
  ]);
  expect(await Promise.all([good, bad, alsoGood])).toEqual([["a"], error, ["b"]]);
});

it("tries nothing again that may have been done", async () => {
  const { statements, insert } = start();
  for (let i = 0; i < 4; i += 1) void insert(`first${i}`);
  const both = [insert("a"), insert("b")];
  statements[0]?.answer();
  await turn();
  const error = new ServiceError("UNAVAILABLE", "Lost");
  statements[4]?.fail(error);
  expect(await Promise.all(both)).toEqual([error, error]);
  expect(statements).toHaveLength(5);
});

it("sends no more together than fits into a statement, but one caller's entries whole", async () => {
  const { statements, insert } = start();
  for (let i = 0; i < 4; i += 1) void insert(`first${i}`);
  const many = (name: string, count: number) =>
    insert(...Array.from({ length: count }, (_, i) => `${name}${i}`));
  void many("a", 300);
  void many("b", 200);
  void many("c", 1);
  void many("d", 900);
  for (let i = 0; i < 6; i += 1) {
    statements[i]?.answer();
    await turn();
  }
  expect(statements.slice(4).map(({ emails }) => emails.length)).toEqual([500, 1, 900]);
});
