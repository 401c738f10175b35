import { expect, it } from "vitest";
import { oneWinnerPerEmail } from "./one-winner-per-email.ts";
import { created, deleted, found, renamed, runOf, user } from "./sample-run.fixture.ts";

const ada = created(1, "ada");
const other = created(2, "bob", { user: user(2, "bob", { email: "ADA@example.com" }) });
const moved = renamed(1, 2, ["ada@example.com", "eve@example.com"], { field: "email" });

it("accepts an email that is free again by a deletion or a change", () => {
  expect(found(oneWinnerPerEmail, runOf([ada, deleted(1, 2), other]))).toEqual([]);
  expect(found(oneWinnerPerEmail, runOf([ada, moved, other]))).toEqual([]);
});

it("refuses two users with one email in two spellings, at any time", () => {
  expect(found(oneWinnerPerEmail, runOf([ada, other, deleted(1, 2)]))).toEqual([
    "write create 2 gives user 2 the email of user 1: ADA@example.com",
  ]);
  expect(found(oneWinnerPerEmail, runOf([ada, other, moved]))).toHaveLength(1);
});

it("refuses two users with one email at the end, whatever the log says", () => {
  const users = [user(1, "ada"), user(2, "bob", { email: "Ada@example.com" })];
  expect(found(oneWinnerPerEmail, runOf([], { users }))).toHaveLength(1);
});
