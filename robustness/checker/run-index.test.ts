import { expect, it } from "vitest";
import { created, deleted, renamed, runOf, update, user } from "./sample-run.fixture.ts";

const inactive = { field: "is_active", oldValue: "true", newValue: "false" };
const log = [
  created(1, "ada"),
  renamed(1, 2, ["ada", "eve"], { write: "both" }),
  renamed(1, 3, ["", ""], { write: "both", ...inactive }),
  renamed(1, 4, ["", ""], { ...inactive, oldValue: "false", newValue: "true" }),
  deleted(1, 5),
];

it("knows all changes of a write by the one that has a name, whoever was told their revision", () => {
  const seen = { is: "updated", user: user(1, "eve", { revision: 3, isActive: false }) } as const;
  const attempts = [
    update("u", { userId: 1, fields: { name: "eve", isActive: false }, at: 7 }, seen),
    // Changed nothing.
    update("v", { userId: 1, fields: { isActive: false }, at: 50 }, seen),
  ];
  const run = runOf(log, { attempts });
  expect(run.timesOf(1)).toEqual({ start: 7, end: 8 });
  expect(run.timesOf(2)).toEqual({ start: 7, end: 8 });
  expect(run.timesOf(3)).toBeUndefined();
});

it("takes a deletion for asked for when it first was, and for acknowledged when somebody was told", () => {
  const write = { op: "delete", userId: 1 } as const;
  const attempts = [
    { id: "d", start: 5, write },
    { id: "e", start: 9, end: 10, write, result: { is: "deleted" } as const },
  ];
  expect(runOf(log, { attempts }).timesOf(4)).toEqual({ start: 5, end: 10 });
});
