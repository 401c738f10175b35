import { expect, it } from "vitest";
import { ordered } from "./ordered.ts";
import {
  create,
  created,
  createdAs,
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

it("accepts a stream in the order of the log, also with gaps", () => {
  expect(found(ordered, run, watchOf([stream([told(ada), told(eve)])]))).toEqual([]);
  expect(
    found(ordered, run, watchOf([stream([existing(user(1, "ada")), existing(user(2, "bob"))])])),
  ).toEqual([]);
});

it("refuses a stream that goes back in the log", () => {
  const back = watchOf([stream([told(bob), told(ada)])]);
  expect(found(ordered, run, back)).toEqual([
    "stream: the creation of user 1 after the creation of user 2 (write create 2), which follows it in the log",
  ]);
});

it("refuses existing users who do not ascend", () => {
  const back = watchOf([stream([existing(user(2, "bob")), existing(user(1, "ada"))])]);
  expect(found(ordered, run, back)).toHaveLength(1);
});

it("accepts a log that has writes which overlap in any order", () => {
  const attempts = [
    create("a", "ada", 20, createdAs(1, "ada")),
    create("b", "bob", 20.5, createdAs(2, "bob")),
  ];
  expect(found(ordered, runOf(log, { attempts }))).toEqual([]);
});

it("refuses a log that has a write before one which was acknowledged before it began", () => {
  const attempts = [
    create("a", "ada", 20, createdAs(1, "ada")),
    create("b", "bob", 10, createdAs(2, "bob")),
  ];
  expect(found(ordered, runOf(log, { attempts }))).toHaveLength(1);
});
