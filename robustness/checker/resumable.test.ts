import { expect, it } from "vitest";
import { resumable } from "./resumable.ts";
import {
  created,
  existing,
  found,
  renamed,
  runOf,
  stream,
  told,
  user,
  watchOf,
} from "./sample-run.fixture.ts";

const log = [created(1, "ada"), created(2, "bob"), renamed(1, 2, ["ada", "eve"])] as const;
const [ada, bob, eve] = log;
const run = runOf(log);
const lost = { code: "UNAVAILABLE", reason: "", message: "The connection was lost" };

it("accepts a stream that goes on with what follows", () => {
  const watch = watchOf([stream([told(ada)], { end: lost }), stream([told(bob), told(eve)])]);
  expect(found(resumable, run, watch)).toEqual([]);
});

it("refuses one that passes over something", () => {
  const watch = watchOf([stream([told(ada)]), stream([told(eve)], { name: "second" })]);
  expect(found(resumable, run, watch)).toEqual([
    "second: goes on with update 2 of user 1 and passes over the creation of user 2 (write create 2)",
  ]);
});

it("refuses one that passes over something after streams that brought nothing", () => {
  const watch = watchOf([stream([told(ada)]), stream([]), stream([told(eve)])]);
  expect(found(resumable, run, watch)).toHaveLength(1);
});

it("refuses one that repeats something, an existing user too", () => {
  const again = watchOf([stream([told(ada), told(bob)]), stream([told(bob)], { name: "second" })]);
  expect(found(resumable, run, again)).toEqual([
    "second: goes on with the creation of user 2, which was told before",
  ]);
  const user1 = existing(user(1, "ada"));
  const twice = watchOf([
    stream([user1], { includeExisting: true }),
    stream([user1], { name: "second" }),
  ]);
  expect(found(resumable, run, twice)).toEqual(["second: existing user 1 again"]);
});

it("refuses the refusal of a position that was received", () => {
  const end = { code: "FAILED_PRECONDITION", reason: "RESUME_POINT_AHEAD", message: "Ahead" };
  expect(found(resumable, run, watchOf([stream([told(ada)]), stream([], { end })]))).toHaveLength(
    1,
  );
});

it("refuses a user's watch that goes on with the wrong revision", () => {
  const longer = runOf([ada, eve, renamed(1, 3, ["eve", "zoe"]), renamed(1, 4, ["zoe", "ida"])]);
  const [, second, third, fourth] = longer.log;
  if (!second || !third || !fourth) throw new Error("No such rows");
  const ofAda = (row: typeof second, after: string) => stream([told(row)], { whom: 1, after });
  expect(found(resumable, longer, watchOf([ofAda(second, "1"), ofAda(third, "2")]))).toEqual([]);
  expect(found(resumable, longer, watchOf([ofAda(second, "1"), ofAda(fourth, "2")]))).toHaveLength(
    1,
  );
});
