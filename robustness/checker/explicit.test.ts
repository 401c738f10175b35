import { expect, it } from "vitest";
import { explicit } from "./explicit.ts";
import {
  create,
  created,
  deleted,
  found,
  runOf,
  stream,
  told,
  watchOf,
} from "./sample-run.fixture.ts";

const log = [created(1, "ada"), created(2, "bob", { isPruned: true }), created(3, "eve")] as const;
const [ada, , eve] = log;
const run = runOf(log);
const expired = { code: "OUT_OF_RANGE", reason: "RESUME_POINT_EXPIRED", message: "Expired" };

it("accepts the refusal of a position whose next event was pruned", () => {
  const watch = watchOf([stream([told(ada)]), stream([], { end: expired })]);
  expect(found(explicit, run, watch)).toEqual([]);
});

it("refuses the refusal of a position whose next event is there", () => {
  const kept = runOf([created(1, "ada", { isPruned: true }), created(2, "bob"), eve]);
  const watch = watchOf([stream([told(ada)], { end: expired, name: "first" })]);
  expect(found(explicit, kept, watch)).toEqual([
    "first: RESUME_POINT_EXPIRED although all that follows the creation of user 1 (write create 1) is there",
  ]);
});

it("refuses a stream that goes on past what was pruned", () => {
  const watch = watchOf([stream([told(ada)]), stream([told(eve)], { name: "second" })]);
  expect(found(explicit, run, watch)).toEqual([
    "second: goes on with the creation of user 3 although the creation of user 2 (write create 2) was pruned",
  ]);
});

it("refuses an end without an error, but for a user's after its deletion", () => {
  const end = { code: "OK", reason: "", message: "" };
  expect(found(explicit, run, watchOf([stream([told(ada)], { end })]))).toHaveLength(1);
  const gone = runOf([ada, deleted(1, 2)]);
  const ofAda = { whom: 1, after: "1", end };
  expect(found(explicit, gone, watchOf([stream([told(deleted(1, 2))], ofAda)]))).toEqual([]);
  expect(found(explicit, gone, watchOf([stream([], ofAda)]))).toHaveLength(1);
});

it("refuses what a server did not expect itself", () => {
  const end = { code: "INTERNAL", reason: "INTERNAL", message: "Internal error" };
  expect(found(explicit, run, watchOf([stream([told(ada)], { end })]))).toHaveLength(1);
  const attempts = [create("a", "ada", 1, { is: "unknown", code: "INTERNAL", reason: "INTERNAL" })];
  expect(found(explicit, runOf(log, { attempts }))).toEqual(["attempt a: INTERNAL INTERNAL"]);
});
