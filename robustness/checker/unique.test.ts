import { expect, it } from "vitest";
import {
  created,
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
import { unique } from "./unique.ts";

const log = [created(1, "ada"), renamed(1, 2, ["ada", "eve"])] as const;
const [ada, eve] = log;
const run = runOf(log);

it("accepts each event once, and any number of heartbeats", () => {
  const once = watchOf([stream([heartbeat, told(ada), heartbeat, told(eve)])]);
  expect(found(unique, run, once)).toEqual([]);
});

it("refuses an event, or an existing user, twice in one stream", () => {
  const twice = watchOf([stream([told(ada), told(eve), told(eve)])]);
  expect(found(unique, run, twice)).toEqual(["stream: update 2 of user 1 twice"]);
  const user1 = existing(user(1, "ada"));
  expect(found(unique, run, watchOf([stream([user1, user1])]))).toHaveLength(1);
});
