import { expect, it } from "vitest";
import { exactTotal } from "./exact-total.ts";
import { created, deleted, found, runOf } from "./sample-run.fixture.ts";

const log = [created(1, "ada"), created(2, "bob"), deleted(1, 2)];

it("accepts the number of users there are", () => {
  expect(found(exactTotal, runOf(log))).toEqual([]);
});

it("refuses another one, of the store, of ListUsers or of the log", () => {
  expect(found(exactTotal, runOf(log, { count: 2 }))).toEqual([
    "the store counts 2 users, and there are 1",
  ]);
  expect(found(exactTotal, runOf(log, { total: 0 }))).toEqual([
    "ListUsers tells 0 users, and there are 1",
  ]);
  expect(found(exactTotal, runOf(log, { users: [], count: 0, total: 0 }))).toHaveLength(1);
});
