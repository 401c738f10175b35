import { expect, it } from "vitest";
import { atomic } from "./atomic.ts";
import {
  created,
  found,
  heartbeat,
  renamed,
  runOf,
  stream,
  told,
  update,
  watchOf,
} from "./sample-run.fixture.ts";

const ada = created(1, "ada");
const half = renamed(1, 2, ["ada", "eve"], { write: "both" });
const change = { field: "is_active", oldValue: "true", newValue: "false" };
const otherHalf = renamed(1, 3, ["", ""], { write: "both", ...change });
const attempts = [update("u", { userId: 1, fields: { name: "eve", isActive: false }, at: 1 })];
const whole = runOf([ada, half, otherHalf], { attempts });

it("accepts a write whose changes are all there, whatever was told of it", () => {
  expect(found(atomic, whole)).toEqual([]);
});

it("accepts a write that leaves out what is so already", () => {
  const same = [update("u", { userId: 1, fields: { name: "eve", isActive: true }, at: 1 })];
  expect(found(atomic, runOf([ada, half], { attempts: same }))).toEqual([]);
});

it("refuses a write of which half is there", () => {
  expect(found(atomic, runOf([ada, half], { attempts }))).toEqual([
    "write both of user 1 changed name=eve, and was to change name=eve,is_active=false",
  ]);
});

it("refuses a write in two pieces", () => {
  const between = created(2, "bob");
  expect(found(atomic, runOf([ada, half, between, otherHalf]))).toContain(
    "write both is in the log in two pieces",
  );
});

it("refuses a heartbeat amid a write, and accepts one after it", () => {
  const after = watchOf([stream([told(ada), told(half), told(otherHalf), heartbeat])]);
  expect(found(atomic, whole, after)).toEqual([]);
  const amid = watchOf([stream([told(ada), told(half), heartbeat, told(otherHalf)])]);
  expect(found(atomic, whole, amid)).toHaveLength(1);
});
