import { expect, it } from "vitest";
import { noLostUpdate } from "./no-lost-update.ts";
import { created, deleted, found, renamed, runOf, update, user } from "./sample-run.fixture.ts";

const ada = created(1, "ada");
const eve = renamed(1, 2, ["ada", "eve"]);
const zoe = renamed(1, 3, ["eve", "zoe"]);
const toEve = { is: "updated", user: user(1, "eve", { revision: 2 }) } as const;

it("accepts revisions without gaps, each from the one before", () => {
  expect(found(noLostUpdate, runOf([ada, eve, zoe, deleted(1, 4), created(2, "bob")]))).toEqual([]);
});

it("refuses a gap, a revision twice, and what follows a deletion", () => {
  expect(found(noLostUpdate, runOf([ada, renamed(1, 3, ["ada", "zoe"])]))).toEqual([
    "user 1: revision 3 follows 1",
  ]);
  expect(found(noLostUpdate, runOf([ada, eve, renamed(1, 2, ["eve", "zoe"])]))).toHaveLength(1);
  expect(found(noLostUpdate, runOf([ada, deleted(1, 2), eve]))).not.toEqual([]);
});

it("refuses a change from a value that was not there", () => {
  expect(found(noLostUpdate, runOf([ada, eve, renamed(1, 3, ["ada", "zoe"])]))).toEqual([
    "user 1: revision 3 changes name from ada, and it was eve",
  ]);
});

it("refuses users that the log does not lead to", () => {
  expect(found(noLostUpdate, runOf([ada, eve], { users: [user(1, "ada")] }))).toHaveLength(1);
  expect(found(noLostUpdate, runOf([ada], { users: [] }))).toEqual([
    "the log leads to user 1, who is not there",
  ]);
});

it("refuses two winners of one revision", () => {
  const expecting = { userId: 1, at: 1, expectedRevision: 1 };
  const first = update("first", { ...expecting, fields: { name: "eve" } }, toEve);
  const second = update("second", { ...expecting, fields: { isActive: true } }, toEve);
  const unchanged = update(
    "same",
    { ...expecting, fields: {} },
    { is: "updated", user: user(1, "ada") },
  );
  expect(found(noLostUpdate, runOf([ada, eve], { attempts: [first, unchanged] }))).toEqual([]);
  expect(found(noLostUpdate, runOf([ada, eve], { attempts: [first, second] }))).toEqual([
    "first and second both changed revision 1 of user 1",
  ]);
});

it("refuses an acknowledged update that is not in the log, or twice", () => {
  const attempts = [update("u", { userId: 1, fields: { name: "eve" }, at: 1 }, toEve)];
  expect(found(noLostUpdate, runOf([ada, eve], { attempts }))).toEqual([]);
  expect(found(noLostUpdate, runOf([ada], { attempts }))).toEqual(["u: is in the log 0 times"]);
  const twice = [ada, eve, renamed(1, 3, ["eve", "ada"]), renamed(1, 4, ["ada", "eve"])];
  expect(found(noLostUpdate, runOf(twice, { attempts }))).toEqual(["u: is in the log 2 times"]);
});
