import { expect, it } from "vitest";
import { reliable } from "./reliable.ts";
import { resumable } from "./resumable.ts";
import {
  create,
  created,
  createdAs,
  deleted,
  existing,
  found,
  heartbeat,
  renamed,
  runOf,
  stream,
  told,
  user,
  watchOf,
} from "./sample-run.fixture.ts";

const log = [
  created(1, "ada"),
  created(2, "bob"),
  renamed(1, 2, ["ada", "eve"]),
  deleted(2, 2),
] as const;
const [ada, bob, eve, gone] = log;
const run = runOf(log);

it("accepts all of the log from the first event seen to the end", () => {
  const watch = watchOf([stream([told(bob), told(eve), heartbeat, told(gone)])], true);
  expect(found(reliable, run, watch)).toEqual([]);
});

it("refuses a stream that passes over an event", () => {
  const watch = watchOf([stream([told(ada), told(eve), told(gone)])], true);
  expect(found(reliable, run, watch)).toEqual([
    "stream: 1 missing before update 2 of user 1, first the creation of user 2 (write create 2)",
  ]);
});

it("refuses an event that the log has otherwise, or not at all", () => {
  const otherwise = told({ ...eve, newValue: "mallory" });
  const nowhere = told(created(9, "nobody"));
  const watch = watchOf([stream([told(bob), otherwise, nowhere])], true);
  expect(found(reliable, run, watch)).toHaveLength(2);
});

it("refuses an event asked for after the end of the log was reached that never comes", () => {
  const attempts = [
    create("b", "bob", 200, createdAs(2, "bob")),
    create("a", "ada", 50, createdAs(1, "ada")),
  ];
  const timed = runOf(log, { attempts });
  expect(
    found(reliable, timed, watchOf([stream([heartbeat, told(bob), told(eve), told(gone)])], true)),
  ).toEqual([]);
  expect(
    found(reliable, timed, watchOf([stream([heartbeat, told(eve), told(gone)])], true)),
  ).toHaveLength(1);
});

it("accepts present users, changes between their pages, and what follows", () => {
  const watch = watchOf(
    [
      stream(
        [existing(user(1, "ada")), told(eve), existing(user(2, "bob")), heartbeat, told(gone)],
        { includeExisting: true },
      ),
    ],
    true,
  );
  expect(found(reliable, run, watch)).toEqual([]);
});

it("accepts present users that have a change, or lack a user, of which the log tells later", () => {
  const known = existing(user(1, "eve", { revision: 2 }));
  const watch = watchOf([stream([known, heartbeat], { includeExisting: true })], true);
  expect(found(reliable, run, watch)).toEqual([]);
});

it("refuses a change of a present user that skips one", () => {
  const third = renamed(1, 3, ["eve", "zoe"]);
  const watch = watchOf([
    stream([existing(user(1, "ada")), told(third)], { includeExisting: true }),
  ]);
  const skipped = found(reliable, runOf([ada, eve, third]), watch);
  expect(skipped).toContain(
    "stream: 1 missing before update 3 of user 1, first the update 2 of user 1 (write update 1 2)",
  );
});

it("accepts the end of a user who was never told where a watch was resumed amid present users", () => {
  const withAda = stream([existing(user(1, "ada"))], { includeExisting: true });
  const endOf = (events: Parameters<typeof stream>[0]) => watchOf([withAda, stream(events)]);
  const short = runOf([ada, bob, gone]);
  const broken = (watch: ReturnType<typeof watchOf>) =>
    [reliable, resumable].flatMap((each) => found(each, short, watch));
  expect(broken(endOf([told(gone)]))).toEqual([neverReached]);
  // Without an interruption, or once it has caught up, it is a gap.
  const atOnce = stream([existing(user(1, "ada")), told(gone)], { includeExisting: true });
  expect(broken(watchOf([atOnce]))).toHaveLength(2);
});

const neverReached = "watch: never reached the end of the log";

it("refuses present users that end otherwise than the database", () => {
  const watch = watchOf(
    [
      stream([existing(user(1, "ada")), existing(user(2, "bob")), heartbeat], {
        includeExisting: true,
      }),
    ],
    true,
  );
  expect(found(reliable, run, watch)).toEqual([
    "watch: ends with revision 1 of user 1, not 2; so with 1 users",
    "watch: never learns that user 2 is deleted",
  ]);
});

it("refuses a user's watch that skips a revision, or ends before the last one", () => {
  const third = renamed(1, 3, ["eve", "zoe"]);
  const longer = runOf([ada, eve, third]);
  const of = (...rows: (typeof ada)[]) =>
    watchOf([stream(rows.map(told), { whom: 1, after: "1" })], true);
  expect(found(reliable, longer, of(eve, third))).toEqual([]);
  expect(found(reliable, longer, of(third))).toHaveLength(1);
  expect(found(reliable, longer, of(eve))).toEqual(["watch: ends at revision 2 of user 1, not 3"]);
});

it("refuses a watch that never reached the end", () => {
  expect(found(reliable, run, watchOf([stream([told(bob)])]))).toEqual([neverReached]);
});
